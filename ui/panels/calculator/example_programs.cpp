// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/calculator/example_programs.h"

#include <QCoreApplication>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::Calculator", text);
}

} // namespace

std::vector<ExampleProgram> examplePrograms()
{
    return {
        {translated("Add without opening"), QStringLiteral("a = enc([1, 2, 3])\nb = enc([4, 5, 6])\na + b"),
         translated("The trainer adds two ciphertexts. Nobody opened anything to do so.")},
        {translated("A neuron: weights times inputs"),
         QStringLiteral(
             "inputs = enc([1, -1, 0.5])\nweights = enc([0.8, 0.3, -1.2])\nsigmoid(dot(weights, inputs), 3)"),
         translated("Products, a sum, and a polynomial in place of the sigmoid: all that a network needs.")},
        {translated("A matrix in the clear"), QStringLiteral("a = enc([1, 2])\nlinear([[0, 1], [1, 0]], a)"),
         translated("A matrix that everybody may know is applied to numbers that nobody sees.")},
        {translated("Noise grows with each product"),
         QStringLiteral("a = enc([1.5, -0.5])\nb = a * a\nc = b * b\nd = c * c\nd + d"),
         translated("Compare the noise: a product costs more than a sum.")},
        {translated("Fresh again"), QStringLiteral("a = enc([1.5, -0.5])\nb = a * a * a * a\nrefresh(b)"),
         translated("The key holder opens and encrypts anew; what noise did so far stays in the value.")},
        {translated("Where noise drowns the number"),
         QStringLiteral("a = enc([1, 2])\nb = enc([1, 2])\n(a - b) * 1000000000"),
         translated("The difference is nought. Magnified, the noise of both encryptions is all that is left: a random "
                    "number comes out, another one at each run.")},
        {translated("A product beyond the room"),
         QStringLiteral("a = enc([3, 2])\nb = a * a\nc = b * b\nd = c * c\ne = d * d\nf = e * e"),
         translated("The integers of a ciphertext outgrow their 64 bits. The calculator says where, and gives no wrong "
                    "number.")}};
}

std::vector<Operation> calculatorOperations()
{
    const auto text = [](const char* plain) { return QString::fromUtf8(plain); };
    return {{text("insertAdd"), text("+"), text(" + "), translated("Add, number by number")},
            {text("insertSubtract"), text("−"), text(" - "), translated("Subtract, number by number")},
            {text("insertMultiply"), text("×"), text(" * "), translated("Multiply, number by number")},
            {text("insertScale"), translated("number ×"), text("2 * "), translated("Multiply by a plain number")},
            {text("insertDot"), translated("dot"), text("dot(a, b)"), translated("Multiply and add up: one number")},
            {text("insertMatrix"), translated("matrix ×"), text("linear([[1, 2], [3, 4]], a)"),
             translated("Apply a matrix of plain numbers")},
            {text("insertSigmoid"), translated("sigmoid"), text("sigmoid(a, 3)"),
             translated("A polynomial of the given degree in place of the sigmoid")},
            {text("insertRefresh"), translated("refresh"), text("refresh(a)"),
             translated("The key holder decrypts and encrypts anew")}};
}

} // namespace cg::ui
