#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/bytes.h"
#include "base/result.h"
#include "keyholder/held_key.h"
#include "trust/key_holder.h"

#include <cstddef>
#include <vector>

namespace cg::keyholder {

/// A network under the receiver's key.
struct HandedNetwork {
    std::vector<base::Bytes> state; ///< in train's order, packed for the receiver
    std::size_t numbers = 0;        ///< that are in it
};

/// Decrypts the declared numbers of a network, clamps them and encrypts them under the receiver's public key. Nothing
/// of the old ciphertexts is in the new ones: the randomness is fresh, and all that a ciphertext says of itself is what
/// is declared of every weight. Under a demo key the same request gives the same bytes.
///
/// The errors of trust::KeyHolder::handOver but for the access, which the caller checks; none depends on a number that
/// was decrypted.
[[nodiscard]] base::Result<HandedNetwork> handedOver(const HeldKey& key, const trust::NetworkHandOver& request);

} // namespace cg::keyholder
