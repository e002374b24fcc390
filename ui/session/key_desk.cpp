// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/key_desk.h"

#include "ui/session/passphrase_pipe.h"

#include <utility>

namespace cg::ui {

template <typename MakeKey>
KeyDesk::Made KeyDesk::started(Place& place, const MakeKey& makeKey)
{
    trust::LaunchOptions options;
    options.spawned = [&place](pid_t process) { place.leash.hold(process); };
    CG_TRY(std::unique_ptr<trust::KeyHolderProcess> process, trust::KeyHolderProcess::start(options));
    std::unique_ptr<KeyDesk> desk(new KeyDesk(std::move(process), place));
    CG_TRY(desk->m_key, makeKey(desk->holder()));
    return desk;
}

KeyDesk::Made KeyDesk::withSessionKey(const trust::KeyKind& kind, Place& place)
{
    return started(place, [&](trust::KeyHolder& holder) { return holder.createSessionKey(kind); });
}

KeyDesk::Made KeyDesk::withDemoKey(const trust::KeyKind& kind, std::uint64_t number, Place& place)
{
    return started(place, [&](trust::KeyHolder& holder) { return holder.createDemoKey(kind, number); });
}

KeyDesk::Made KeyDesk::withNewFile(const trust::KeyKind& kind, const std::string& path, QByteArray& passphrase,
                                   Place& place)
{
    CG_TRY(const PassphrasePipe pipe, PassphrasePipe::create(passphrase));
    CG_TRY(std::unique_ptr<KeyDesk> desk,
           started(place, [&](trust::KeyHolder& holder) { return holder.createKeyFile(kind, path, pipe.source()); }));
    desk->m_file = path;
    return desk;
}

KeyDesk::Made KeyDesk::withFile(const std::string& path, QByteArray& passphrase, Place& place)
{
    CG_TRY(const PassphrasePipe pipe, PassphrasePipe::create(passphrase));
    CG_TRY(std::unique_ptr<KeyDesk> desk,
           started(place, [&](trust::KeyHolder& holder) { return holder.loadKeyFile(path, pipe.source()); }));
    desk->m_file = path;
    return desk;
}

base::Result<void> KeyDesk::changePassphrase(const std::string& path, QByteArray& present, QByteArray& fresh,
                                             Place& place)
{
    CG_TRY(const PassphrasePipe before, PassphrasePipe::create(present));
    CG_TRY(const PassphrasePipe after, PassphrasePipe::create(fresh));
    CG_CHECK(started(place, [&](trust::KeyHolder& holder) {
        return holder.changePassphrase(path, before.source(), after.source());
    }));
    return {};
}

base::Result<void> KeyDesk::setAccess(trust::Access access)
{
    CG_CHECK(m_watched.setAccess(access));
    m_access = access;
    return {};
}

base::Result<void> KeyDesk::keep(const std::string& path, QByteArray& passphrase)
{
    CG_TRY(const PassphrasePipe pipe, PassphrasePipe::create(passphrase));
    CG_TRY(m_key, m_watched.keepKey(path, pipe.source()));
    m_file = path;
    return {};
}

} // namespace cg::ui
