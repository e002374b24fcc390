// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/decoder_samples.h"
#include "fuzz/mutation.h"

#include <QtCore/QDirIterator>
#include <QtTest/QTest>

#include <algorithm>

using cg::base::Bytes;
using cg::testing::SampledDecoder;

/// The plain half of the fuzz targets of decoders.h: what a decoder does not survive aborts the program.
class DecoderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_decoders = cg::testing::sampledDecoders(); }

    void everySampleIsAccepted()
    {
        for (const SampledDecoder& decoder : m_decoders) {
            for (const Bytes& sample : decoder.samples) {
                QVERIFY2(decoder.decode(sample), decoder.name.c_str());
            }
        }
    }

    void aSampleThatIsCutOffOrLongerIsNotTheSame()
    {
        for (const SampledDecoder& decoder : m_decoders) {
            if (decoder.name == "tables" || decoder.name == "programs") {
                continue; // half a text may be a text
            }
            for (const Bytes& sample : decoder.samples) {
                Bytes longer = sample;
                longer.push_back(0);
                QVERIFY2(!decoder.decode(longer), decoder.name.c_str());
                for (const std::size_t size : {std::size_t{0}, std::size_t{11}, sample.size() / 2, sample.size() - 1}) {
                    QVERIFY2(!decoder.decode(cg::base::ByteView(sample).first(size)), decoder.name.c_str());
                }
            }
        }
    }

    void theCorpusIsDecodedWithoutACrash()
    {
        int files = 0;
        for (const SampledDecoder& decoder : m_decoders) {
            QDirIterator corpus(QStringLiteral(CG_FUZZ_CORPUS "/") + QString::fromStdString(decoder.name), QDir::Files);
            while (corpus.hasNext()) {
                QFile file(corpus.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QByteArray bytes = file.readAll();
                decoder.decode(Bytes(bytes.begin(), bytes.end()));
                ++files;
            }
        }
        QVERIFY(files > 0);
    }

    void mutationsOfSamplesAreDecodedWithoutACrash()
    {
        constexpr std::uint64_t kNumber = 20'261'122;
        qInfo("seed number %llu", static_cast<unsigned long long>(kNumber));
        for (const SampledDecoder& decoder : m_decoders) {
            cg::base::SeededRandom random(cg::base::seedFromNumber(kNumber, decoder.name),
                                          {cg::base::Purpose::Shuffle});
            const int rounds = decoder.name == "session_files" ? 150 : 1500; // those are long, and open a run
            int refused = 0;
            for (int round = 0; round < rounds; ++round) {
                for (const Bytes& sample : decoder.samples) {
                    Bytes bytes = sample;
                    cg::testing::mutate(bytes, random);
                    refused += decoder.decode(bytes) ? 0 : 1;
                }
            }
            // Nothing refused would mean that nothing was checked.
            QVERIFY2(refused > rounds / 10, (decoder.name + ": " + std::to_string(refused)).c_str());
        }
    }

private:
    std::vector<SampledDecoder> m_decoders;
};

QTEST_APPLESS_MAIN(DecoderTest)
#include "decoder_test.moc"
