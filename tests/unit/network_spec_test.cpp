// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_spec.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <utility>

using namespace cg::model;
using cg::base::ByteReader;
using cg::base::Bytes;
using cg::base::ByteWriter;
using cg::base::ErrorCode;
using cg::base::Purpose;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace {

Activation activation(std::string_view text)
{
    return valueOf(Activation::parse(text));
}

NetworkSpec xorNetwork()
{
    return {2, {{4, Activation::sqx(), true}, {1, Activation::identity(), true}}, 1.0};
}

Bytes encoded(const NetworkSpec& spec)
{
    ByteWriter writer;
    encode(spec, writer);
    return std::move(writer).take();
}

cg::base::Result<NetworkSpec> decoded(const Bytes& bytes)
{
    ByteReader reader(bytes, "the network");
    return decodeNetwork(reader);
}

/// The bytes of a network of one linear layer, without any check.
struct RawNetwork {
    std::uint32_t inputs = 2;
    double initScale = 1.0;
    std::uint32_t layers = 1;
    std::uint32_t units = 1;
    std::uint8_t function = 0;
    std::uint8_t bias = 1;

    [[nodiscard]] Bytes bytes() const
    {
        ByteWriter writer;
        writer.u32(inputs);
        writer.f64(initScale);
        writer.u32(layers);
        writer.u32(units);
        writer.u8(function);
        writer.u8(bias);
        return std::move(writer).take();
    }
};

NetworkSpec with(NetworkSpec spec, void (*change)(NetworkSpec&))
{
    change(spec);
    return spec;
}

} // namespace

class NetworkSpecTest : public QObject {
    Q_OBJECT

private slots:
    void fanInIsTheWidthOfTheLayerBefore()
    {
        const NetworkSpec spec = xorNetwork();
        QCOMPARE(spec.fanIn(0), std::size_t{2});
        QCOMPARE(spec.fanIn(1), std::size_t{4});
        QCOMPARE(spec.outputs(), std::size_t{1});
    }

    void theLimitsThemselvesAreAccepted()
    {
        NetworkSpec spec{kMaxInputs, {}, kMaxInitScale};
        spec.layers.assign(kMaxLayers, {kMaxUnits, Activation::sqx(), false});
        QVERIFY(spec.check().hasValue());
        spec.initScale = 0.0;
        QVERIFY(spec.check().hasValue());
    }

    void whatIsOutOfRangeIsRefusedWithTheReason()
    {
        const auto reason = [](void (*change)(NetworkSpec&)) {
            const auto result = with(xorNetwork(), change).check();
            return errorOf(result) == ErrorCode::InvalidArgument ? messageOf(result) : std::string("accepted");
        };
        const std::string start = "the network cannot be used: ";
        QCOMPARE(reason([](NetworkSpec& spec) { spec.inputs = 0; }), start + "0 inputs, where 1 to 4096 may be");
        QCOMPARE(reason([](NetworkSpec& spec) { spec.inputs = kMaxInputs + 1; }),
                 start + "4097 inputs, where 1 to 4096 may be");
        QCOMPARE(reason([](NetworkSpec& spec) { spec.layers.clear(); }), start + "0 layers, where 1 to 8 may be");
        QCOMPARE(reason([](NetworkSpec& spec) { spec.layers.resize(9); }), start + "9 layers, where 1 to 8 may be");
        QCOMPARE(reason([](NetworkSpec& spec) { spec.layers[1].units = 0; }),
                 start + "0 units in layer 2, where 1 to 64 may be");
        QCOMPARE(reason([](NetworkSpec& spec) { spec.layers[0].units = 65; }),
                 start + "65 units in layer 1, where 1 to 64 may be");
        const std::string scale = start + "its scale of initial weights must lie between 0 and 100";
        QCOMPARE(reason([](NetworkSpec& spec) { spec.initScale = -0.5; }), scale);
        QCOMPARE(reason([](NetworkSpec& spec) { spec.initScale = 100.5; }), scale);
        QCOMPARE(reason([](NetworkSpec& spec) { spec.initScale = std::nan(""); }), scale);
        QCOMPARE(reason([](NetworkSpec& spec) { spec.initScale = std::numeric_limits<double>::infinity(); }), scale);
    }

    void textIsForPeople()
    {
        QCOMPARE(xorNetwork().text(), std::string("2-4-1 sqx"));
        QCOMPARE((NetworkSpec{5, {{3, Activation::identity(), true}}, 1.0}.text()), std::string("5-3 linear"));
        QCOMPARE((NetworkSpec{5, {{3, Activation::sqx(), true}}, 1.0}.text()), std::string("5-3 sqx"));
        const Activation tanh = activation("tanh:least-squares:3@2");
        const LayerSpec output{1, Activation::identity(), true};
        QCOMPARE((NetworkSpec{2, {{8, tanh, true}, {8, tanh, true}, output}, 1.0}.text()),
                 std::string("2-8-8-1 tanh:least-squares:3@2"));
        QCOMPARE((NetworkSpec{2, {{8, tanh, true}, {8, Activation::sqx(), true}, output}, 1.0}.text()),
                 std::string("2-8-8-1 tanh:least-squares:3@2, sqx"));
        // An activation at the output is said even where it is the same: "2-4-1 sqx" means a linear output.
        QCOMPARE((NetworkSpec{2, {{4, Activation::sqx(), true}, {1, Activation::sqx(), true}}, 1.0}.text()),
                 std::string("2-4-1 sqx, sqx"));
    }

    void textSaysWhereBiasesAreMissing()
    {
        NetworkSpec spec = xorNetwork();
        spec.layers[1].bias = false;
        QCOMPARE(spec.text(), std::string("2-4-1 sqx, biases in layer 1"));
        spec.layers[0].bias = false;
        QCOMPARE(spec.text(), std::string("2-4-1 sqx, without biases"));
    }

    void theBytesAreFrozenAndReadBack()
    {
        // Sessions on disk hold these bytes: whoever changes them must change the version of the file format.
        const Bytes bytes = encoded(xorNetwork());
        QCOMPARE(bytes, Bytes({2, 0, 0, 0,                   //
                               0, 0, 0, 0, 0, 0, 0xf0, 0x3f, //
                               2, 0, 0, 0,                   //
                               4, 0, 0, 0, 1, 1,             //
                               1, 0, 0, 0, 0, 1}));
        QVERIFY(valueOf(decoded(bytes)) == xorNetwork());
    }

    void everyPropertySurvivesItsBytes()
    {
        const NetworkSpec spec{7,
                               {{3, activation("sigmoid:taylor:3@4"), false},
                                {64, activation("exp:chebyshev:2@1.5"), true},
                                {2, Activation::sqx(), false}},
                               0.7};
        QVERIFY(valueOf(decoded(encoded(spec))) == spec);
        QVERIFY(spec != xorNetwork());
    }

    void everyTruncationIsRefused()
    {
        const Bytes whole =
            encoded({3, {{4, activation("sigmoid:taylor:3@4"), false}, {1, Activation::identity(), true}}, 1});
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            QCOMPARE(errorOf(decoded(part)), ErrorCode::FileDamaged);
        }
    }

    void bytesThatCheckWouldRefuseAreRefused()
    {
        QVERIFY(decoded(RawNetwork{}.bytes()).hasValue());
        for (const RawNetwork& raw :
             {RawNetwork{.inputs = 0}, RawNetwork{.inputs = 4097}, RawNetwork{.inputs = 0xffffffff},
              RawNetwork{.initScale = -1.0}, RawNetwork{.initScale = 1e9}, RawNetwork{.initScale = std::nan("")},
              RawNetwork{.layers = 0}, RawNetwork{.layers = 9}, RawNetwork{.layers = 0xffffffff},
              RawNetwork{.units = 0}, RawNetwork{.units = 65}, RawNetwork{.function = 9}, RawNetwork{.bias = 2}}) {
            QCOMPARE(errorOf(decoded(raw.bytes())), ErrorCode::FileDamaged);
        }
    }

    void weightsAreDrawnLayerByLayerUnitByUnitInputsInOrder()
    {
        NetworkSpec spec{3, {{2, Activation::sqx(), true}, {2, Activation::identity(), false}}, 1.5};
        SeededRandom first(seedFromNumber(7, "weights"), {Purpose::InitialWeights});
        SeededRandom second(seedFromNumber(7, "weights"), {Purpose::InitialWeights});
        const Weights weights = drawWeights(spec, first);
        for (std::size_t l = 0; l < 2; ++l) {
            for (std::size_t unit = 0; unit < 2; ++unit) {
                for (const double weight : weights[l].weights[unit]) {
                    const double expected = 1.5 / std::sqrt(static_cast<double>(spec.fanIn(l))) * second.normal();
                    QCOMPARE(weight, expected);
                }
            }
        }
        QCOMPARE(weights[0].bias, std::vector<double>({0.0, 0.0}));
        QVERIFY(weights[1].bias.empty());
        // Nothing else was drawn: a bias that used randomness would shift the stream.
        QCOMPARE(first.next64(), second.next64());
    }

    void weightsHaveTheStatedVariance()
    {
        const NetworkSpec spec{4096, {{64, Activation::identity(), true}}, 2.0};
        SeededRandom random(seedFromNumber(1, "variance"), {Purpose::InitialWeights});
        const Weights weights = drawWeights(spec, random);
        double sum = 0.0;
        for (const auto& unit : weights[0].weights) {
            for (const double weight : unit) {
                sum += weight * weight;
            }
        }
        // Mean of 262,144 squares of N(0, 4/4096): relative deviation √(2/262144) = 0.0028; six of them.
        const double variance = sum / (4096.0 * 64.0);
        QVERIFY(std::abs(variance * 4096.0 / 4.0 - 1.0) < 0.017);
    }

    void shapesThatDoNotFitAreTold()
    {
        const NetworkSpec spec = xorNetwork();
        const Weights zeros = zeroWeights(spec);
        QVERIFY(fits(zeros, spec));
        Weights changed = zeros;
        changed.pop_back();
        QVERIFY(!fits(changed, spec));
        changed = zeros;
        changed[0].weights.pop_back();
        QVERIFY(!fits(changed, spec));
        changed = zeros;
        changed[0].weights[3].push_back(0.0);
        QVERIFY(!fits(changed, spec));
        changed = zeros;
        changed[1].bias.clear();
        QVERIFY(!fits(changed, spec));
    }
};

QTEST_APPLESS_MAIN(NetworkSpecTest)
#include "network_spec_test.moc"
