#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.h"
#include "base/result.h"
#include "trust/key_holder.h"

#include <QByteArray>

namespace cg::ui {

/// Overwrites the bytes of an array that nothing else shares, and empties it.
void wipe(QByteArray& bytes);

/// Hands a passphrase to the key holder without a file and without the protocol: as a pipe, which the key holder opens
/// by its name and reads to the end. The bytes lie in the kernel's memory only, until they are read or this is
/// destroyed.
class PassphrasePipe {
public:
    /// Wipes `passphrase`. InvalidArgument for one that no pipe holds at once (4,096 bytes), FileNotWritable where
    /// there is no pipe to be had.
    [[nodiscard]] static base::Result<PassphrasePipe> create(QByteArray& passphrase);

    /// For one request, while this lives.
    [[nodiscard]] trust::PassphraseSource source() const;

private:
    explicit PassphrasePipe(base::FileDescriptor readEnd) : m_readEnd(std::move(readEnd)) {}

    base::FileDescriptor m_readEnd;
};

} // namespace cg::ui
