// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/message_decoder.h"
#include "fuzz/mutation.h"
#include "fuzz/sample_frames.h"

#include <QtCore/QDirIterator>
#include <QtTest/QTest>

using cg::base::Bytes;
using cg::testing::decodeStream;
using cg::testing::mutate;
using cg::testing::sampleFrames;
using cg::testing::wireBytes;

/// The plain half of the fuzz target: what it does not survive aborts the program.
class MessageDecoderTest : public QObject {
    Q_OBJECT

private slots:
    void everySampleFrameIsValid()
    {
        for (const cg::trust::Frame& frame : sampleFrames()) {
            QCOMPARE(decodeStream(wireBytes(frame)), std::size_t{1});
        }
    }

    void aStreamOfAllSamplesIsValid()
    {
        Bytes stream;
        for (const cg::trust::Frame& frame : sampleFrames()) {
            const Bytes bytes = wireBytes(frame);
            stream.insert(stream.end(), bytes.begin(), bytes.end());
        }
        QCOMPARE(decodeStream(stream), sampleFrames().size());
    }

    void theCorpusIsDecodedWithoutACrash()
    {
        int files = 0;
        QDirIterator corpus(QStringLiteral(CG_FUZZ_CORPUS), QDir::Files);
        while (corpus.hasNext()) {
            QFile file(corpus.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            decodeStream(
                {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
            ++files;
        }
        QVERIFY(files > 0);
    }

    void mutationsOfValidFramesAreDecodedWithoutACrash()
    {
        constexpr std::uint64_t kNumber = 20'240'607;
        constexpr int kRounds = 2000;
        qInfo("seed number %llu", static_cast<unsigned long long>(kNumber));
        cg::base::SeededRandom random(cg::base::seedFromNumber(kNumber, "message mutations"),
                                      {cg::base::Purpose::Shuffle});
        int refused = 0;
        for (int round = 0; round < kRounds; ++round) {
            for (const cg::trust::Frame& frame : sampleFrames()) {
                Bytes bytes = wireBytes(frame);
                mutate(bytes, random);
                refused += decodeStream(bytes) == 0 ? 1 : 0;
            }
        }
        QVERIFY(refused > kRounds); // most mutations make a frame invalid; none at all would mean nothing was checked
    }
};

QTEST_APPLESS_MAIN(MessageDecoderTest)
#include "message_decoder_test.moc"
