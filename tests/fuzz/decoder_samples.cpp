// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/decoder_samples.h"

#include "fuzz/decoders.h"
#include "he/ckks/backend.h"
#include "session/public_bundle.h"
#include "support/session_bench.h"
#include "trust/key_file_header.h"

#include <chrono>
#include <memory>
#include <tuple>

namespace cg::testing {

namespace {

base::Bytes withoutChecksum(base::Bytes file)
{
    file.resize(file.size() - std::tuple_size_v<base::Seed>);
    return file;
}

std::vector<session::SessionRecord> sampleSessions()
{
    SessionBench bench;
    std::vector<session::SessionRecord> records;
    for (const base::SchemeId scheme : {base::SchemeId::Plain, base::SchemeId::Vhe}) {
        session::ExperimentSpec spec = experimentOf("xor", scheme);
        spec.plan.batchSize = 3;
        spec.plan.optimizer.momentum = 0.5;
        const auto session = bench.create(spec);
        train(*session, 3);
        records.push_back(valueOf(session->record()));
    }
    const auto when = std::chrono::system_clock::time_point(std::chrono::seconds(1'780'000'000));
    records.front().trust = {session::Recorded::InPart,
                             {{trust::CrossingKind::PublicKeys, when, 1, 1, 2048, 0, {}},
                              {trust::CrossingKind::Message, when, 2, 2, 16, 14, {}}},
                             {{when, session::OpenedKind::Prediction, 2, 3, 2, {}, {}, {}}}};
    records.back().trust = {
        session::Recorded::InPart, {}, {{when, session::OpenedKind::HandedOver, 0, 0, 17, {}, {}, {}}}};
    records.back().isFromElsewhere = true;
    records.back().lacksData = true;
    return records;
}

base::Bytes sampleBundle()
{
    SessionBench bench;
    const auto spec = experimentOf("xor", base::SchemeId::Vhe);
    return withoutChecksum(session::encode(valueOf(session::exportBundle(spec, bench.holder(), bench.key(), 1))));
}

base::Bytes state(std::uint8_t kind, base::ByteView body)
{
    base::ByteWriter writer;
    writer.u8(kind);
    writer.raw(body);
    return std::move(writer).take();
}

/// Under the smallest ring: an encryption with the public key, the same refreshed (with a seed for its half), and keys.
std::vector<base::Bytes> ringStates()
{
    keyholder::KeyHolderService holder;
    CG_ENSURES(holder.createDemoKey({base::SchemeId::Ckks, "toy-32"}, 1).hasValue());
    CG_ENSURES(holder.setAccess(trust::Access::Open).hasValue());
    he::CircuitNeeds needs;
    needs.products = true;
    needs.rotations = {1};
    base::ByteWriter needsBytes;
    encode(needs, needsBytes);
    const base::Bytes keyBytes = valueOf(holder.publicKeys(needsBytes.bytes()));
    base::ByteReader reader(keyBytes);
    he::ckks::Backend backend(std::make_shared<const he::ckks::PublicKeys>(valueOf(he::ckks::decodePublicKeys(reader))),
                              base::Seed{});
    base::ByteWriter ciphertext;
    backend.encode(valueOf(backend.encrypt(std::vector{1.0, -2.5}, {base::Purpose::Encrypt})), ciphertext);
    const std::vector<base::Bytes> fresh = valueOf(holder.refresh({ciphertext.bytes()}, 4.0));
    return {state(4, ciphertext.bytes()), state(4, fresh.front()), state(5, keyBytes)};
}

std::vector<base::Bytes> sampleStates(const session::SessionRecord& record)
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.sums = {{{4, 4, 4}, he::SumAxis::OverRows}, {{2, 3, 5}, he::SumAxis::OverColumns}};
    needs.rotations = {1, 7};
    needs.maps = {{2, 3, {1.0, 0.5, -2.0, 0.0, 1e-3, 4.0}}};
    base::ByteWriter needsBytes;
    encode(needs, needsBytes);
    base::ByteWriter plan;
    encode(record.spec.plan, plan);
    std::vector<base::Bytes> states{state(0, record.state.front()), state(1, needsBytes.bytes()),
                                    state(2, plan.bytes()), state(3, record.publicKeys)};
    for (base::Bytes& sample : ringStates()) {
        states.push_back(std::move(sample));
    }
    return states;
}

base::Bytes sampleKeyFile()
{
    trust::KeyFile file;
    file.header.parameters = {1, 2, 3, 4};
    file.header.publicBytes = 36'864;
    file.header.salt.fill(7);
    file.header.nonce.fill(9);
    file.sealed.assign(48, 0xa5);
    return withoutChecksum(trust::encode(file));
}

std::vector<base::Bytes> texts(std::initializer_list<std::string_view> all)
{
    std::vector<base::Bytes> samples;
    samples.reserve(all.size());
    for (const std::string_view text : all) {
        const base::ByteView view = base::viewOf(text);
        samples.emplace_back(view.begin(), view.end());
    }
    return samples;
}

} // namespace

std::vector<SampledDecoder> sampledDecoders()
{
    const std::vector<session::SessionRecord> records = sampleSessions();
    std::vector<base::Bytes> files;
    for (const session::SessionRecord& record : records) {
        files.push_back(withoutChecksum(session::encode(record)));
    }
    return {{"session_files", decodeSessionFile, std::move(files)},
            {"bundles", decodeBundleFile, {sampleBundle()}},
            {"states", decodeState, sampleStates(records.back())},
            {"key_files", decodeKeyFileBytes, {sampleKeyFile()}},
            {"tables", decodeTable,
             texts({"a,b,y\n1,2,3\n-4.5,+6e-3,0\n", "\"first, one\",\"y\"\r\n\" 1 \",2\r\n3,4", "x, y\n1e300,\t5\n"})},
            {"programs", decodeProgram,
             texts({"a = enc([1, 2.5, -3]); b = enc([3, 4, 5])\na * b - 2 * (a + b) / 4 # comment",
                    "c = enc([1,2]); linear([[1, 2],\n [3, 4]], c); dot(c, c); sum(c); refresh(c); raw(c)",
                    "x = 3 / 4; y = --x; sigmoid(enc([x]), 3); tanh(enc([y]), 5); exp(enc([1e-3]), 4)"})}};
}

} // namespace cg::testing
