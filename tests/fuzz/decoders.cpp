// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/decoders.h"

#include "base/contract.h"
#include "base/random.h"
#include "data/csv_reader.h"
#include "he/circuit.h"
#include "he/ckks/ciphertext.h"
#include "he/ckks/named_sets.h"
#include "he/ckks/public_keys.h"
#include "he/vhe/ciphertext.h"
#include "he/vhe/public_keys.h"
#include "noise/operation_gate.h"
#include "session/calculator/program.h"
#include "session/public_bundle.h"
#include "session/scheme_run.h"
#include "session/session_file.h"
#include "train/plan.h"
#include "trust/key_file_header.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace cg::testing {

namespace {

/// Lets a few operations pass: opening a run encrypts its data, which may be many.
class ShortGate final : public noise::OperationGate {
public:
    base::Result<void> enter(he::OpKind) override
    {
        if (m_left == 0) {
            return base::Error{base::ErrorCode::Cancelled, "enough for a fuzzer"};
        }
        --m_left;
        return {};
    }

private:
    int m_left = 300;
};

/// A file that exists in memory only, for a reader that takes a path.
class MemoryFile {
public:
    MemoryFile() : m_descriptor(::memfd_create("table", MFD_CLOEXEC)) { CG_EXPECTS(m_descriptor >= 0); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(m_descriptor); }

    void fill(base::ByteView bytes) const
    {
        CG_ENSURES(::ftruncate(m_descriptor, 0) == 0);
        const ::ssize_t written = ::pwrite(m_descriptor, bytes.data(), bytes.size(), 0);
        CG_ENSURES(written == static_cast<::ssize_t>(bytes.size()));
    }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(m_descriptor); }

private:
    int m_descriptor;
};

template <typename Decode>
bool isDecodedAndEncoded(base::ByteView bytes, Decode decode)
{
    base::ByteReader reader(bytes);
    const auto value = decode(reader);
    if (!value || !reader.finish()) {
        return false;
    }
    base::ByteWriter writer;
    encode(*value, writer);
    CG_ENSURES(std::ranges::equal(writer.bytes(), bytes));
    return true;
}

/// A ciphertext of the set toy-32: larger ones differ in nothing but their length.
bool isRingCiphertext(base::ByteView bytes)
{
    static const he::ckks::Context context(he::ckks::namedParams("toy-32").value());
    base::ByteReader reader(bytes);
    const auto ciphertext = he::ckks::decodeCiphertext(context, reader);
    if (!ciphertext || !reader.finish()) {
        return false;
    }
    base::ByteWriter writer;
    he::ckks::encode(context, *ciphertext, writer);
    CG_ENSURES(std::ranges::equal(writer.bytes(), bytes));
    return true;
}

/// Whether the nodes are one tree in post-order that names only values of earlier statements.
bool isTree(const session::Statement& statement, std::size_t number)
{
    std::size_t values = 0;
    for (const session::SyntaxNode& node : statement.nodes) {
        if (node.operands > values || (node.kind == session::SyntaxKind::Name && node.statement >= number)) {
            return false;
        }
        values = values - node.operands + 1;
    }
    return values == 1;
}

} // namespace

base::Bytes withChecksum(base::ByteView bytes)
{
    const base::Seed checksum = base::hashOf(bytes);
    base::Bytes file(bytes.begin(), bytes.end());
    file.insert(file.end(), checksum.begin(), checksum.end());
    return file;
}

bool decodeSessionFile(base::ByteView bytes)
{
    const auto record = session::decodeSession(withChecksum(bytes), "x");
    if (!record) {
        return false;
    }
    const base::Bytes once = session::encode(*record);
    const auto again = session::decodeSession(once, "x");
    CG_ENSURES(again.hasValue() && session::encode(*again) == once);
    ShortGate gate;
    const auto run = session::makeRun(*record, base::Seed{}, gate, nullptr);
    if (!run) {
        return false;
    }
    CG_ENSURES((*run)->state().size() == record->state.size());
    return true;
}

bool decodeState(base::ByteView bytes)
{
    if (bytes.empty()) {
        return false;
    }
    const base::ByteView body = bytes.subspan(1);
    switch (bytes.front() % 6) {
    case 0:
        return isDecodedAndEncoded(body, [](base::ByteReader& reader) {
            return he::vhe::decodeCiphertext(reader, he::vhe::Params::standard());
        });
    case 1:
        return isDecodedAndEncoded(body, [](base::ByteReader& reader) { return he::decodeNeeds(reader); });
    case 2:
        return isDecodedAndEncoded(body, [](base::ByteReader& reader) { return train::decodePlan(reader); });
    case 3:
        return isDecodedAndEncoded(body, [](base::ByteReader& reader) { return he::vhe::decodePublicKeys(reader); });
    case 4:
        return isRingCiphertext(body);
    default:
        return isDecodedAndEncoded(body, [](base::ByteReader& reader) { return he::ckks::decodePublicKeys(reader); });
    }
}

bool decodeBundleFile(base::ByteView bytes)
{
    const auto bundle = session::decodeBundle(withChecksum(bytes), "x");
    if (!bundle) {
        return false;
    }
    const base::Bytes once = session::encode(*bundle);
    const auto again = session::decodeBundle(once, "x");
    CG_ENSURES(again.hasValue() && session::encode(*again) == once);
    return true;
}

bool decodeKeyFileBytes(base::ByteView bytes)
{
    const base::Bytes file = withChecksum(bytes);
    const auto decoded = trust::decodeKeyFile(file, "k");
    if (!decoded) {
        return false;
    }
    CG_ENSURES(trust::encode(*decoded) == file);
    return true;
}

bool decodeTable(base::ByteView bytes)
{
    static const MemoryFile file;
    file.fill(bytes);
    const auto table = data::readCsv(file.path());
    if (!table) {
        CG_ENSURES(!table.error().message.empty() && table.error().message.find('\n') == std::string::npos);
        return false;
    }
    CG_ENSURES(table->check().hasValue() && table->targetCount == 1);
    return true;
}

bool decodeProgram(base::ByteView bytes)
{
    const std::string text(bytes.begin(), bytes.end());
    const auto program = session::parseProgram(text);
    if (!program) {
        CG_ENSURES(!program.error().message.empty() && program.error().message.find('\n') == std::string::npos);
        return false;
    }
    CG_ENSURES(!program->statements.empty());
    for (std::size_t i = 0; i < program->statements.size(); ++i) {
        CG_ENSURES(isTree(program->statements[i], i));
        CG_ENSURES(text.find(program->statements[i].text) != std::string::npos);
    }
    return true;
}

} // namespace cg::testing
