#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

namespace cg::testing {

// What a fuzzer feeds with bytes. Each returns whether they were accepted, and aborts where something that was accepted
// breaks a promise. Formats that end with a checksum are given without it: it is put behind the bytes, so that a change
// reaches what lies behind the checksum.

/// A session file; the record is encoded again, and the run that it describes is opened (up to 300 operations).
bool decodeSessionFile(base::ByteView bytes);
/// What a session file and the key holder's messages carry as bytes, by the first byte modulo 6: a VHE ciphertext, the
/// list of evaluation keys, a training plan, VHE public keys, a CKKS ciphertext of the set toy-32, CKKS public keys.
/// What was accepted must encode to the same bytes.
bool decodeState(base::ByteView bytes);
/// An exported public key; the bundle is encoded again.
bool decodeBundleFile(base::ByteView bytes);
/// A key file; must encode to the same bytes.
bool decodeKeyFileBytes(base::ByteView bytes);
/// A table of numbers as text, with one target column; must be a dataset that is sound.
bool decodeTable(base::ByteView bytes);
/// A program of the calculator; must be trees in post-order whose names have values.
bool decodeProgram(base::ByteView bytes);

/// `bytes` and their checksum, as our files end.
[[nodiscard]] base::Bytes withChecksum(base::ByteView bytes);

} // namespace cg::testing
