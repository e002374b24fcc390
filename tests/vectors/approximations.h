#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Published figures of the polynomial approximations of sigmoid, tanh and exp.
// Source: the design study of this project, by a program that shares nothing with the library: largest errors,
// coefficients, and errors at the edge of convergence. Copied by script, digit for digit.
#include <array>
#include <string_view>

namespace cg::vectors {

/// Largest |p − f| on 200,001 equidistant points of [-R, R], for R = 1, 4, 8 in this order; printed with five digits.
struct ApproximationErrors {
    std::string_view function;
    int degree;
    std::array<double, 3> taylor;
    std::array<double, 3> leastSquares;
    std::array<double, 3> chebyshev;
    std::array<double, 3> minimax;
};

inline constexpr std::array kApproximationErrors{
    ApproximationErrors{"sigmoid",
                        1,
                        {0.018941, 0.51799, 1.5003},
                        {0.0072694, 0.1308, 0.21192},
                        {0.0090205, 0.14617, 0.20718},
                        {0.0046227, 0.099559, 0.20616}},
    ApproximationErrors{"sigmoid",
                        2,
                        {0.018941, 0.51799, 1.5003},
                        {0.0072694, 0.1308, 0.21192},
                        {0.0047291, 0.11519, 0.2441},
                        {0.0046227, 0.099559, 0.20616}},
    ApproximationErrors{"sigmoid",
                        3,
                        {0.0018919, 0.81535, 9.1663},
                        {0.00021982, 0.038276, 0.11433},
                        {0.00021451, 0.035482, 0.11611},
                        {0.0001099, 0.02276, 0.08946}},
    ApproximationErrors{"sigmoid",
                        4,
                        {0.0018919, 0.81535, 9.1663},
                        {0.00021982, 0.038276, 0.11433},
                        {0.00011417, 0.030501, 0.13349},
                        {0.0001099, 0.02276, 0.08946}},
    ApproximationErrors{"sigmoid",
                        5,
                        {0.00019142, 1.318, 59.1},
                        {6.2256e-06, 0.010639, 0.061394},
                        {5.1668e-06, 0.0083738, 0.06194},
                        {2.6472e-06, 0.0053519, 0.040853}},
    ApproximationErrors{"sigmoid",
                        6,
                        {0.00019142, 1.318, 59.1},
                        {6.2256e-06, 0.010639, 0.061394},
                        {2.7627e-06, 0.0076027, 0.069392},
                        {2.6472e-06, 0.0053519, 0.040853}},
    ApproximationErrors{"sigmoid",
                        7,
                        {1.9392e-05, 2.136, 383.01},
                        {1.6967e-07, 0.0028489, 0.032195},
                        {1.2462e-07, 0.0019761, 0.02964},
                        {6.3849e-08, 0.0012638, 0.018892}},
    ApproximationErrors{"sigmoid",
                        8,
                        {1.9392e-05, 2.136, 383.01},
                        {1.6967e-07, 0.0028489, 0.032195},
                        {6.6763e-08, 0.0018448, 0.034584},
                        {6.3849e-08, 0.0012638, 0.018892}},
    ApproximationErrors{"sigmoid",
                        9,
                        {1.9648e-06, 3.4626, 2483.5},
                        {4.515e-09, 0.00074442, 0.016536},
                        {3.0061e-09, 0.00046931, 0.01343},
                        {1.5402e-09, 0.00029866, 0.0087663}},
    ApproximationErrors{"tanh",
                        1,
                        {0.23841, 3.0007, 7.0},
                        {0.082008, 0.42385, 0.62754},
                        {0.099463, 0.41436, 0.64001},
                        {0.054625, 0.41233, 0.60483}},
    ApproximationErrors{"tanh",
                        2,
                        {0.23841, 3.0007, 7.0},
                        {0.082008, 0.42385, 0.62754},
                        {0.058656, 0.48821, 0.6908},
                        {0.054625, 0.41233, 0.60483}},
    ApproximationErrors{"tanh",
                        3,
                        {0.094927, 18.333, 163.67},
                        {0.0087171, 0.22865, 0.43624},
                        {0.0083281, 0.23221, 0.40518},
                        {0.0045494, 0.17892, 0.36943}},
    ApproximationErrors{"tanh",
                        4,
                        {0.094927, 18.333, 163.67},
                        {0.0087171, 0.22865, 0.43624},
                        {0.0051589, 0.26698, 0.5251},
                        {0.0045494, 0.17892, 0.36943}},
    ApproximationErrors{"tanh",
                        5,
                        {0.038406, 118.2, 4205.4},
                        {0.00086957, 0.12279, 0.30449},
                        {0.00070508, 0.12388, 0.26619},
                        {0.00038522, 0.081707, 0.23948}},
    ApproximationErrors{"tanh",
                        6,
                        {0.038406, 118.2, 4205.4},
                        {0.00086957, 0.12279, 0.30449},
                        {0.00044457, 0.13878, 0.39796},
                        {0.00038522, 0.081707, 0.23948}},
    ApproximationErrors{"tanh",
                        7,
                        {0.015562, 766.02, 1.0897e+05},
                        {8.3453e-05, 0.06439, 0.21173},
                        {5.9813e-05, 0.05928, 0.21563},
                        {3.2679e-05, 0.037785, 0.15905}},
    ApproximationErrors{"tanh",
                        8,
                        {0.015562, 766.02, 1.0897e+05},
                        {8.3453e-05, 0.06439, 0.21173},
                        {3.8e-05, 0.069168, 0.29657},
                        {3.2679e-05, 0.037785, 0.15905}},
    ApproximationErrors{"tanh",
                        9,
                        {0.0063071, 4966.9, 2.8263e+06},
                        {7.8173e-06, 0.033072, 0.14651},
                        {5.0752e-06, 0.02686, 0.16318},
                        {2.7729e-06, 0.017533, 0.10672}},
    ApproximationErrors{"exp",
                        1,
                        {0.71828, 49.598, 2972.0},
                        {0.43944, 32.411, 2305.6},
                        {0.37225, 34.188, 2635.4},
                        {0.2788, 16.793, 1139.0}},
    ApproximationErrors{"exp",
                        2,
                        {0.21828, 41.598, 2940.0},
                        {0.081628, 17.504, 1679.7},
                        {0.056468, 15.185, 1711.6},
                        {0.045017, 8.0013, 728.96}},
    ApproximationErrors{"exp",
                        3,
                        {0.051615, 30.931, 2854.6},
                        {0.011172, 7.7415, 1086.2},
                        {0.0066569, 5.6842, 951.13},
                        {0.0055284, 3.2208, 424.16}},
    ApproximationErrors{"exp",
                        4,
                        {0.0099485, 20.265, 2684.0},
                        {0.0012072, 2.8753, 627.3},
                        {0.0006397, 1.8422, 479.37},
                        {0.00054667, 1.1099, 225.11}},
    ApproximationErrors{"exp",
                        5,
                        {0.0016152, 11.731, 2410.9},
                        {0.00010761, 0.91595, 325.65},
                        {5.1796e-05, 0.52381, 221.07},
                        {4.5206e-05, 0.33215, 109.04}},
    ApproximationErrors{"exp",
                        6,
                        {0.00022627, 6.0426, 2046.8},
                        {8.1584e-06, 0.25467, 152.96},
                        {3.6201e-06, 0.13222, 93.619},
                        {3.2109e-06, 0.087507, 48.326}},
    ApproximationErrors{"exp",
                        7,
                        {2.786e-05, 2.7918, 1630.7},
                        {5.3783e-07, 0.062691, 65.416},
                        {2.2244e-07, 0.029936, 36.539},
                        {1.9983e-07, 0.020541, 19.664}},
    ApproximationErrors{"exp",
                        8,
                        {3.0586e-06, 1.1664, 1214.6},
                        {3.1357e-08, 0.013827, 25.623},
                        {1.219e-08, 0.0061354, 13.194},
                        {1.1064e-08, 0.004341, 7.3743}},
    ApproximationErrors{"exp",
                        9,
                        {3.0289e-07, 0.44401, 844.73},
                        {1.6386e-09, 0.0027599, 9.2426},
                        {6.0271e-10, 0.0011473, 4.4241},
                        {5.5173e-10, 0.00083338, 2.5592}},
};

/// Odd coefficients c1, c3, … in ascending order; `unit` is the value of a 1 in the last digit printed. The constant
/// term of the sigmoid is 1/2, all other even coefficients are 0.
struct PrintedCoefficient {
    double value;
    double unit;
};
struct ApproximationCoefficients {
    std::string_view activation;
    std::array<PrintedCoefficient, 5> odd; ///< unit 0: there is none
};

inline constexpr std::array kApproximationCoefficients{
    ApproximationCoefficients{"sigmoid:minimax:3@4", {{{0.2145363927, 1e-10}, {-0.0062326915, 1e-10}}}},
    ApproximationCoefficients{"sigmoid:least-squares:3@4", {{{0.2166098089, 1e-10}, {-0.0066047077, 1e-10}}}},
    ApproximationCoefficients{"sigmoid:least-squares:3@8", {{{0.1501204133, 1e-10}, {-0.0015930174, 1e-10}}}},
    ApproximationCoefficients{"sigmoid:minimax:3@8", {{{0.1558308775, 1e-10}, {-0.0016336772, 1e-10}}}},
    ApproximationCoefficients{"sigmoid:least-squares:3@16", {{{0.0842679123, 1e-10}, {-0.0002473653, 1e-10}}}},
    ApproximationCoefficients{"sigmoid:minimax:5@8",
                              {{{0.1965964728, 1e-10}, {-0.0048211355, 1e-10}, {4.3828355190e-5, 1e-15}}}},
    ApproximationCoefficients{
        "sigmoid:minimax:7@8",
        {{{0.2205572563, 1e-10}, {-0.0085555309, 1e-10}, {1.7437069927e-4, 1e-14}, {-1.2478985573e-6, 1e-16}}}},
    ApproximationCoefficients{"sigmoid:minimax:9@8",
                              {{{0.2341434429, 1e-10},
                                {-0.0120256404, 1e-10},
                                {3.9354155134e-4, 1e-14},
                                {-6.1706828532e-6, 1e-16},
                                {3.6043685977e-8, 1e-18}}}},
    ApproximationCoefficients{"sigmoid:minimax:1@8", {{{0.0882285703, 1e-10}}}},
    ApproximationCoefficients{"tanh:least-squares:3@2", {{{0.8664392357, 1e-10}, {-0.1056753226, 1e-10}}}},
    ApproximationCoefficients{"tanh:least-squares:5@4",
                              {{{0.7652195465, 1e-10}, {-0.0735368308, 1e-10}, {0.0027027311, 1e-10}}}},
    ApproximationCoefficients{
        "tanh:least-squares:7@4",
        {{{0.8675827351, 1e-10}, {-0.1311161244, 1e-10}, {0.0106198839, 1e-10}, {-3.0631841470e-4, 1e-14}}}},
};

/// The Taylor series of the sigmoid neither converges nor diverges at its poles' distance π: |error(π)| for every odd
/// degree from 3 on (±0.001), and elsewhere for degree 3 and 7, as printed.
inline constexpr double kTaylorErrorAtPi = 0.3183;
struct TaylorError {
    double x;
    int degree;
    double error;
    double unit;
};
inline constexpr std::array kTaylorErrors{
    TaylorError{2.0, 3, 0.0475, 1e-4}, TaylorError{2.0, 7, 0.0078, 1e-4}, TaylorError{3.0, 3, 0.265, 1e-3},
    TaylorError{3.0, 7, 0.220, 1e-3},  TaylorError{3.5, 3, 0.49, 1e-2},   TaylorError{3.5, 7, 0.75, 1e-2},
    TaylorError{5.0, 3, 1.85, 1e-2},   TaylorError{5.0, 7, 11.8, 0.1},
};

} // namespace cg::vectors
