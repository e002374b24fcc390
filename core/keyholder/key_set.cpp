// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/key_set.h"

#include "keyholder/key_generator.h"

namespace cg::keyholder {

KeySet::KeySet(const he::vhe::Params& params, SecretSeed seed, trust::KeyOrigin origin)
    : m_seed(std::move(seed)),
      m_secret(params, m_seed),
      m_publicKey(std::make_shared<const he::vhe::PublicKeys>(KeyGenerator(m_seed, m_secret).publicKey())),
      m_origin(origin)
{}

KeySet KeySet::ofDemoKey(const he::vhe::Params& params, std::uint64_t number)
{
    KeySet keys(params, SecretSeed::ofDemoKey(number), trust::KeyOrigin::Demo);
    keys.m_demoNumber = number;
    return keys;
}

base::Result<he::vhe::PublicKeys> KeySet::publicKeys(const he::CircuitNeeds& needs) const
{
    return KeyGenerator(m_seed, m_secret).withEvaluationKeys(*m_publicKey, needs);
}

trust::KeyDescription KeySet::description() const
{
    trust::KeyDescription description;
    description.id = m_publicKey->id();
    description.scheme = base::SchemeId::Vhe;
    base::ByteWriter parameters;
    he::vhe::encode(m_publicKey->params(), parameters);
    description.parameters = std::move(parameters).take();
    description.origin = m_origin;
    description.publicBytes = m_publicKey->bytes();
    description.memoryLocked = m_seed.lock() == base::MemoryLock::Locked && m_secret.lock() == base::MemoryLock::Locked;
    return description;
}

} // namespace cg::keyholder
