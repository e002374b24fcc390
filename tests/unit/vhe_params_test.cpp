// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/params.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <functional>

using namespace cg;
using base::ErrorCode;
using he::vhe::Params;
using he::vhe::ParamsLiteral;
using testing::errorOf;

namespace {

struct Refusal {
    std::function<void(ParamsLiteral&)> change;
    const char* reason; ///< a part of the sentence
};

const std::vector<Refusal> kRefusals{
    {[](ParamsLiteral& p) { p.slots = 0; }, "slots = 0"},
    {[](ParamsLiteral& p) { p.slots = 65; }, "slots = 65"},
    {[](ParamsLiteral& p) { p.secretColumns = 0; }, "secret columns = 0"},
    {[](ParamsLiteral& p) { p.secretBound = 0; }, "secret bound = 0"},
    {[](ParamsLiteral& p) { p.scaleBits = 7; }, "scale bits = 7"},
    {[](ParamsLiteral& p) { p.maskBits = 45; }, "mask bits = 45"},
    {[](ParamsLiteral& p) { p.digitBits = 1; }, "digit bits = 1"},
    {[](ParamsLiteral& p) { p.valueBits = 64; }, "value bits = 64"},
    {[](ParamsLiteral& p) { p.noiseBound = -1; }, "noise bound = -1"},
    {[](ParamsLiteral& p) { p.zeroEncryptions = 63; }, "fewer than 64"},
    {[](ParamsLiteral& p) { p.zeroMaskBits = 39; }, "fewer than 40"},
    {[](ParamsLiteral& p) { p.mapFractionBits = 21; }, "fraction bits"},
    {[](ParamsLiteral& p) {
         p.slots = 64;
         p.secretColumns = 64;
         p.digitBits = 2;
     },
     "tensor key would have"},
    {[](ParamsLiteral& p) {
         p.secretBound = 1024;
         p.valueBits = 63;
         p.slots = 64;
     },
     "could reach"},
    {[](ParamsLiteral& p) {
         p.maskBits = 8;
         p.scaleBits = 40;
     },
     "do not cover"},
    {[](ParamsLiteral& p) {
         p.maskBits = 40;
         p.scaleBits = 20;
     },
     "would not fit"},
    {[](ParamsLiteral& p) {
         p.zeroMaskBits = 40;
         p.scaleBits = 42;
         p.maskBits = 40;
     },
     "do not cover a message"},
};

} // namespace

class VheParamsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStandardSetIsAccepted()
    {
        const Params params = Params::standard();
        QCOMPARE(params.tensorLength(), std::size_t{16 + 16 * 8 + 36});
        QCOMPARE(params.digits(), std::size_t{8});
        QCOMPARE(params.ciphertextLength(), std::size_t{24});
        QCOMPARE(params.largestMessage(), 64.0);
    }

    void everyRefusalNamesItsReason()
    {
        for (const Refusal& refusal : kRefusals) {
            ParamsLiteral literal;
            refusal.change(literal);
            const auto params = Params::create(literal);
            QCOMPARE(errorOf(params), ErrorCode::InvalidParameters);
            QVERIFY2(params.error().message.find(refusal.reason) != std::string::npos, params.error().message.c_str());
        }
    }

    void theByteFormIsCheckedLikeTheLiteral()
    {
        base::ByteWriter writer;
        he::vhe::encode(Params::standard(), writer);
        base::ByteReader reader(writer.bytes());
        QVERIFY(he::vhe::decodeParams(reader).hasValue());
        for (std::size_t size = 0; size < writer.size(); ++size) {
            base::ByteReader shorter(base::ByteView(writer.bytes()).first(size));
            QCOMPARE(errorOf(he::vhe::decodeParams(shorter)), ErrorCode::FileDamaged);
        }
        base::Bytes bytes = writer.bytes();
        bytes[0] = 200;
        base::ByteReader hostile(bytes);
        QCOMPARE(errorOf(he::vhe::decodeParams(hostile)), ErrorCode::FileDamaged);
    }
};

QTEST_APPLESS_MAIN(VheParamsTest)
#include "vhe_params_test.moc"
