// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/int128.h"
#include "keyholder/key_generator.h"
#include "keyholder/key_set.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <algorithm>
#include <functional>
#include <set>

using cg::base::Bytes;
using cg::base::ByteWriter;
using cg::base::ErrorCode;
using cg::base::Int128;
using cg::base::Purpose;
using cg::base::SeededRandom;
using cg::he::CircuitNeeds;
using cg::he::LinearMap;
using cg::he::SumAxis;
using cg::he::vhe::Params;
using cg::he::vhe::PublicKeys;
using cg::he::vhe::SwitchMatrix;
using cg::he::vhe::SwitchShape;
using cg::keyholder::KeySet;
using cg::testing::errorOf;
using cg::testing::valueOf;

namespace {

constexpr std::uint64_t kSeedNumber = 20'240'611;
constexpr std::uint64_t kDemoNumber = 7;

/// The secret key S = [I, T] written out, m rows of m + k.
std::vector<std::vector<std::int64_t>> secretRows(const KeySet& keys)
{
    const Params& params = keys.secret().params();
    std::vector<std::vector<std::int64_t>> rows;
    for (std::size_t s = 0; s < params.slots(); ++s) {
        std::vector<std::int64_t> row(params.slots(), 0);
        row[s] = 1;
        const auto secret = keys.secret().columns().subspan(s * params.secretColumns(), params.secretColumns());
        row.insert(row.end(), secret.begin(), secret.end());
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Row s of the tensor key from its definition: S_s ⊗ S_s, symmetrised, of which only the listed entries are needed.
std::vector<std::int64_t> tensorRow(const std::vector<std::int64_t>& secret, std::size_t slots)
{
    std::vector<std::int64_t> row;
    for (std::size_t i = 0; i < slots; ++i) {
        row.push_back(secret[i] * secret[i]);
    }
    for (std::size_t i = 0; i < slots; ++i) {
        for (std::size_t t = slots; t < secret.size(); ++t) {
            row.push_back(secret[i] * secret[t]);
        }
    }
    for (std::size_t t = slots; t < secret.size(); ++t) {
        for (std::size_t u = t; u < secret.size(); ++u) {
            row.push_back(secret[t] * secret[u]);
        }
    }
    return row;
}

/// Row s of G·S for the matrix G of a sum, written down from the meaning of the sum.
std::vector<std::int64_t> summedRow(const std::vector<std::vector<std::int64_t>>& secret, const cg::he::BlockSum& sum,
                                    std::size_t slot)
{
    std::vector<std::int64_t> row(secret.front().size(), 0);
    for (std::size_t i = 0; i < sum.grid.rows; ++i) {
        for (std::size_t j = 0; j < sum.grid.columns; ++j) {
            for (std::size_t k = 0; k < (sum.axis == SumAxis::OverRows ? sum.grid.rows : sum.grid.columns); ++k) {
                const std::size_t from = sum.axis == SumAxis::OverRows ? sum.grid.slot(k, j) : sum.grid.slot(i, k);
                if (sum.grid.slot(i, j) == slot) {
                    std::ranges::transform(row, secret[from], row.begin(), std::plus<>());
                }
            }
        }
    }
    return row;
}

std::vector<std::int64_t> entriesOf(const SwitchMatrix& matrix)
{
    ByteWriter writer;
    matrix.encode(writer);
    cg::base::ByteReader reader(writer.bytes());
    std::vector<std::int64_t> entries(writer.size() / sizeof(std::int64_t));
    std::ranges::generate(entries, [&] { return valueOf(reader.i64()); });
    return entries;
}

Int128 dot(const std::vector<std::int64_t>& row, std::span<const std::int64_t> column)
{
    Int128 sum = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        sum += static_cast<Int128>(row[i]) * column[i];
    }
    return sum;
}

/// Balanced digits of a value: the test's own.
std::vector<std::int64_t> digitsOf(std::int64_t value, const SwitchShape& shape)
{
    const std::int64_t base = std::int64_t{1} << shape.digitBits;
    std::vector<std::int64_t> digits;
    Int128 rest = value;
    for (std::size_t d = 0; d < shape.digits; ++d) {
        auto digit = static_cast<std::int64_t>(((rest % base) + base) % base);
        digit -= digit >= base / 2 ? base : 0;
        digits.push_back(digit);
        rest = (rest - digit) / base;
    }
    return digits;
}

using SourceRow = std::function<std::vector<std::int64_t>(std::size_t slot)>;

/// The noise E of a key switch from the source key R, which must be within its bound: S·M_(d,j) − 2^(b·d)·R_j, m
/// numbers a column. Masks must lie in their interval and reach its outer half.
std::vector<std::int64_t> checkedNoise(const KeySet& keys, const SwitchMatrix& matrix, const SourceRow& source)
{
    const Params& params = keys.secret().params();
    const SwitchShape& shape = matrix.shape();
    const auto secret = secretRows(keys);
    const std::vector<std::int64_t> entries = entriesOf(matrix);
    const std::int64_t maskBound = std::int64_t{1} << (params.maskBits() + shape.fractionBits - 1);
    std::vector<std::int64_t> noise;
    std::int64_t largestMask = 0;
    for (std::size_t column = 0; column < shape.columns(); ++column) {
        const std::span whole = std::span(entries).subspan(column * shape.rows, shape.rows);
        for (const std::int64_t mask : whole.subspan(params.slots())) {
            largestMask = std::max(largestMask, std::abs(mask));
        }
        const std::size_t digit = column / shape.sources;
        for (std::size_t s = 0; s < params.slots(); ++s) {
            const Int128 power = Int128{1} << (static_cast<std::size_t>(shape.digitBits) * digit);
            const Int128 error = dot(secret[s], whole) - power * source(s)[column % shape.sources];
            if (error < -params.noiseBound() || error > params.noiseBound()) {
                qFatal("the noise of column %zu, slot %zu is out of bounds", column, s);
            }
            noise.push_back(static_cast<std::int64_t>(error));
        }
    }
    if (largestMask > maskBound || largestMask < maskBound / 2) {
        qFatal("masks reach %lld instead of %lld", static_cast<long long>(largestMask),
               static_cast<long long>(maskBound));
    }
    return noise;
}

/// S·(M·digits(c)) = R·c + E·digits(c), exactly, on random c.
void checkSwitch(const KeySet& keys, const SwitchMatrix& matrix, const SourceRow& source)
{
    constexpr int kValueBits = 46;
    const Params& params = keys.secret().params();
    const SwitchShape& shape = matrix.shape();
    const std::vector<std::int64_t> noise = checkedNoise(keys, matrix, source);
    const auto secret = secretRows(keys);
    SeededRandom random(cg::base::seedFromNumber(kSeedNumber, "switched values"), {Purpose::Encrypt});
    std::vector<std::int64_t> values(shape.sources);
    std::vector<std::int64_t> digits(shape.columns());
    const std::int64_t bound = std::int64_t{1} << kValueBits;
    for (std::size_t j = 0; j < shape.sources; ++j) {
        values[j] = random.between(-bound, bound);
        const std::vector<std::int64_t> own = digitsOf(values[j], shape);
        for (std::size_t d = 0; d < shape.digits; ++d) {
            digits[d * shape.sources + j] = own[d];
        }
    }
    const auto switched = valueOf(matrix.apply(values)).entries;
    for (std::size_t s = 0; s < params.slots(); ++s) {
        Int128 expected = dot(source(s), values);
        for (std::size_t column = 0; column < shape.columns(); ++column) {
            expected += static_cast<Int128>(noise[column * params.slots() + s]) * digits[column];
        }
        QVERIFY(dot(secret[s], switched) == expected);
    }
    const std::set<std::int64_t> seen(noise.begin(), noise.end());
    QCOMPARE(seen.size(), static_cast<std::size_t>(2 * params.noiseBound() + 1));
}

/// Parameters whose secret and noise are larger than 1, so that a factor forgotten somewhere shows.
Params widerParams()
{
    cg::he::vhe::ParamsLiteral literal;
    literal.slots = 6;
    literal.secretColumns = 5;
    literal.secretBound = 3;
    literal.noiseBound = 2;
    literal.digitBits = 7;
    return valueOf(Params::create(literal));
}

CircuitNeeds mixedNeeds()
{
    CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    needs.sums = {{{2, 3, 3}, SumAxis::OverRows}, {{2, 2, 3}, SumAxis::OverColumns}};
    needs.rotations = {1, 5};
    needs.maps = {LinearMap{2, 3, {1, -2, 0, 0, 3, 1}}};
    return needs;
}

KeySet demoKeys(const Params& params)
{
    return KeySet::ofDemoKey(params, kDemoNumber);
}

Bytes bytesOf(const PublicKeys& keys)
{
    ByteWriter writer;
    encode(keys, writer);
    return std::move(writer).take();
}

std::string hexHash(const Bytes& bytes)
{
    const QByteArray hash(reinterpret_cast<const char*>(cg::base::hashOf(bytes).data()), 32);
    return hash.toHex().toStdString();
}

} // namespace

class KeyGeneratorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed number %llu", static_cast<unsigned long long>(kSeedNumber)); }

    void theSecretKeyUsesItsWholeIntervalAndNothingElse()
    {
        const KeySet keys = demoKeys(widerParams());
        const auto columns = keys.secret().columns();
        const std::set<std::int64_t> values(columns.begin(), columns.end());
        QVERIFY(*values.begin() >= -3 && *values.rbegin() <= 3);
        QVERIFY(values.size() > 4); // 30 numbers out of seven: fewer than five once in 10^5 keys, and this one is fixed
    }

    void theEncryptionKeySwitchesFromTheIdentity()
    {
        for (const Params& params : {Params::standard(), widerParams()}) {
            const KeySet keys = demoKeys(params);
            checkSwitch(keys, keys.publicKey()->encryption().matrix, [&](std::size_t s) {
                std::vector<std::int64_t> row(params.slots(), 0);
                row[s] = 1;
                return row;
            });
        }
    }

    void theTensorKeySwitchesFromProductsOfTheSecret()
    {
        for (const Params& params : {Params::standard(), widerParams()}) {
            const KeySet keys = demoKeys(params);
            CircuitNeeds needs;
            needs.products = true;
            const PublicKeys made = valueOf(keys.publicKeys(needs));
            const auto secret = secretRows(keys);
            checkSwitch(keys, *made.tensor, [&](std::size_t s) { return tensorRow(secret[s], params.slots()); });
        }
    }

    void linearKeysSwitchFromTheMappedSecret()
    {
        const KeySet keys = demoKeys(widerParams());
        const PublicKeys made = valueOf(keys.publicKeys(mixedNeeds()));
        const auto secret = secretRows(keys);
        checkSwitch(keys, *made.remask, [&](std::size_t s) { return secret[s]; });
        QCOMPARE(made.sums.size(), std::size_t{2});
        for (const auto& [sum, matrix] : made.sums) {
            checkSwitch(keys, matrix, [&, &each = sum](std::size_t s) { return summedRow(secret, each, s); });
        }
        QCOMPARE(made.rotations.size(), std::size_t{2});
        for (const auto& [steps, matrix] : made.rotations) {
            const auto offset = static_cast<std::size_t>(steps);
            checkSwitch(keys, matrix, [&](std::size_t s) { return secret[(s + offset) % secret.size()]; });
        }
        checkSwitch(keys, made.maps.begin()->second, [&](std::size_t s) {
            const std::array<std::array<std::int64_t, 3>, 2> map{{{1, -2, 0}, {0, 3, 1}}};
            std::vector<std::int64_t> row(secret.front().size(), 0);
            for (std::size_t i = 0; i < row.size() && s < 2; ++i) {
                row[i] = map[s][0] * secret[0][i] + map[s][1] * secret[1][i] + map[s][2] * secret[2][i];
            }
            return row;
        });
    }

    void aRealMapIsTakenInFixedPoint()
    {
        const KeySet keys = demoKeys(Params::standard());
        CircuitNeeds needs;
        needs.maps = {LinearMap{1, 2, {0.5, -0.75}}};
        const PublicKeys made = valueOf(keys.publicKeys(needs));
        const SwitchMatrix& matrix = made.maps.begin()->second;
        QCOMPARE(matrix.shape().fractionBits, Params::standard().mapFractionBits());
        const auto secret = secretRows(keys);
        checkedNoise(keys, matrix, [&](std::size_t s) {
            std::vector<std::int64_t> row(secret.front().size(), 0);
            for (std::size_t i = 0; i < row.size() && s == 0; ++i) {
                row[i] = (secret[0][i] * 2 - secret[1][i] * 3) << (matrix.shape().fractionBits - 2);
            }
            return row;
        });
    }

    void theEncryptionsOfZeroHoldNoiseOnly()
    {
        const Params params = widerParams();
        const KeySet keys = demoKeys(params);
        const auto secret = secretRows(keys);
        const std::vector<std::int64_t>& zeros = keys.publicKey()->encryption().zeros;
        std::set<Int128> noise;
        std::set<std::int64_t> masks;
        for (std::size_t row = 0; row < params.zeroEncryptions(); ++row) {
            const std::span zero = std::span(zeros).subspan(row * params.ciphertextLength(), params.ciphertextLength());
            for (std::size_t s = 0; s < params.slots(); ++s) {
                noise.insert(dot(secret[s], zero));
            }
            masks.insert(zero.begin() + static_cast<std::ptrdiff_t>(params.slots()), zero.end());
        }
        QVERIFY(noise == std::set<Int128>({-2, -1, 0, 1, 2}));
        const std::int64_t bound = std::int64_t{1} << (params.zeroMaskBits() - 1);
        QVERIFY(*masks.begin() >= -bound && *masks.rbegin() <= bound);
        QVERIFY(*masks.begin() < -bound / 2 && *masks.rbegin() > bound / 2);
        QCOMPARE(masks.size(), params.zeroEncryptions() * params.secretColumns()); // none was used twice
    }

    /// The bytes of a demo key belong to the lectures that were prepared with it, and to sessions that were saved. If
    /// this fails after a deliberate change of the key's making, say so under "File format" in the CHANGELOG and put
    /// the new hashes here (the test prints them).
    void demoKeysAreTheSameBytesForEver()
    {
        const KeySet keys = demoKeys(Params::standard());
        CircuitNeeds needs = mixedNeeds();
        needs.maps.push_back(LinearMap{1, 2, {0.5, -0.75}});
        const std::string publicHash = hexHash(bytesOf(*keys.publicKey()));
        const std::string allHash = hexHash(bytesOf(valueOf(keys.publicKeys(needs))));
        qInfo("public key %s, with evaluation keys %s", publicHash.c_str(), allHash.c_str());
        QCOMPARE(publicHash, std::string("62960df27d3ae3a70405b2f19044e7b240d07615379675afab0f89607d59de47"));
        QCOMPARE(allHash, std::string("c0686aeb62c63aeaf47e94d8531256b50210d978d5dcd0a2a3b9cbea0bf43a5a"));
        QVERIFY(bytesOf(*keys.publicKey()) == bytesOf(*demoKeys(Params::standard()).publicKey()));
    }

    void differentNumbersAndDifferentSessionsGiveDifferentKeys()
    {
        const Params params = Params::standard();
        QVERIFY(KeySet::ofDemoKey(params, 1).publicKey()->id() != KeySet::ofDemoKey(params, 2).publicKey()->id());
        cg::base::SystemRandom random;
        const auto drawn = [&] {
            return KeySet(params, cg::keyholder::SecretSeed::draw(random), cg::trust::KeyOrigin::Session);
        };
        const KeySet first = drawn();
        const KeySet second = drawn();
        QVERIFY(first.publicKey()->id() != second.publicKey()->id());
        QVERIFY(!std::ranges::equal(first.secret().columns(), second.secret().columns()));
    }

    void anEvaluationKeyDoesNotDependOnWhatElseIsNeeded()
    {
        const KeySet keys = demoKeys(Params::standard());
        CircuitNeeds few;
        few.rotations = {5};
        const PublicKeys alone = valueOf(keys.publicKeys(few));
        const PublicKeys among = valueOf(keys.publicKeys(mixedNeeds()));
        QVERIFY(entriesOf(alone.rotations.at(5)) == entriesOf(among.rotations.at(5)));
        QVERIFY(alone.id() == among.id());
    }

    void noTwoKeysShareAMask()
    {
        const Params params = Params::standard();
        const KeySet keys = demoKeys(params);
        const PublicKeys made = valueOf(keys.publicKeys(mixedNeeds()));
        std::set<std::vector<std::int64_t>> masks;
        std::size_t columns = 0;
        const auto collect = [&](const SwitchMatrix& matrix) {
            const std::vector<std::int64_t> entries = entriesOf(matrix);
            for (std::size_t column = 0; column < matrix.shape().columns(); ++column, ++columns) {
                const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(column * matrix.shape().rows);
                masks.emplace(begin + static_cast<std::ptrdiff_t>(params.slots()),
                              begin + static_cast<std::ptrdiff_t>(matrix.shape().rows));
            }
        };
        collect(made.encryption().matrix);
        collect(*made.tensor);
        collect(*made.remask);
        std::ranges::for_each(made.sums, [&](const auto& entry) { collect(entry.second); });
        std::ranges::for_each(made.rotations, [&](const auto& entry) { collect(entry.second); });
        std::ranges::for_each(made.maps, [&](const auto& entry) { collect(entry.second); });
        QCOMPARE(masks.size(), columns);
    }

    void needsThatTheKeyHasNoSlotsForAreRefused()
    {
        const KeySet keys = demoKeys(Params::standard());
        const auto refused = [&](const std::function<void(CircuitNeeds&)>& add) {
            CircuitNeeds needs;
            add(needs);
            return errorOf(keys.publicKeys(needs)) == ErrorCode::InvalidArgument;
        };
        QVERIFY(!refused([](CircuitNeeds& n) { n.sums = {{{4, 4, 4}, SumAxis::OverRows}}; }));
        QVERIFY(refused([](CircuitNeeds& n) { n.sums = {{{4, 4, 5}, SumAxis::OverRows}}; }));
        QVERIFY(refused([](CircuitNeeds& n) { n.sums = {{{1U << 20, 1, 1U << 20}, SumAxis::OverColumns}}; }));
        QVERIFY(!refused([](CircuitNeeds& n) { n.rotations = {15}; }));
        QVERIFY(refused([](CircuitNeeds& n) { n.rotations = {16}; }));
        QVERIFY(refused([](CircuitNeeds& n) { n.rotations = {0}; }));
        QVERIFY(refused([](CircuitNeeds& n) { n.maps = {LinearMap{17, 1, std::vector<double>(17, 1.0)}}; }));
        QVERIFY(refused([](CircuitNeeds& n) { n.maps = {LinearMap{1, 17, std::vector<double>(17, 1.0)}}; }));
    }

    void mapsWithEntriesThatDoNotFitAreRefused()
    {
        const KeySet keys = demoKeys(Params::standard());
        for (const double entry : {0x1p20 + 1, 0x1p60, 1e308, -1e308}) {
            CircuitNeeds needs;
            needs.maps = {LinearMap{1, 3, {entry, entry, 0.5}}};
            QCOMPARE(errorOf(keys.publicKeys(needs)), ErrorCode::InvalidArgument);
        }
    }

    void keysThatWouldFillTheMemoryAreRefusedBeforeAnyIsMade()
    {
        const KeySet keys = demoKeys(Params::standard());
        CircuitNeeds needs;
        needs.rotations.assign(4096, 3);
        QCOMPARE(errorOf(keys.publicKeys(needs)), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(KeyGeneratorTest)
#include "key_generator_test.moc"
