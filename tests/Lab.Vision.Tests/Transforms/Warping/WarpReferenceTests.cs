using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms.Warping;

/// <summary>
/// Warps against numbers of Pillow 9.4, of <see cref="Pictures.Made"/> with 16 x 12 pixels: the nearest pixel exactly, the other filters within 1, because Pillow drops fractions. Matrices against
/// those of torchvision 0.14.
/// </summary>
public sealed class WarpReferenceTests
{
    private const string RotatedNearest =
        "CWPHCWPHCWPHCWPHCWPHCWPHLj1+KGRjOWB3Q3CaWYyROX2hYZF7S4OgCWPHCWPHCWPHCWPHCWPHTExRKFSIHT9bOWV+WENmT1JxYHN9WYyRU1yKU1yKRJKFYYu6CWPHCWPHLkVmRkZlTExRUlJ+Oz6KPnRyU1yWVXCGYoiZMV56VnKBY1iD"
        + "dl+mb2SsCWPHClllLkVmNVmANVmAG0yMQVdhNG2bPmWHVXCGMnWCQVN+TXWMbnOTaICwaICweHuPHiZwFFJuGjJMNkBcV26JQ02WL3KTPkeKZFekbH6UaHKcdIOsTHKJTmiNcYmwa6W7FEVJQFlUGk16MWFrO2thO2thOkJ2SWZnTV5mRmCe"
        + "OI6RWoKyZniybpqrV5Onf5WkNFlIEFtwT2l0HVd7TmNfQEF8OVx/ZFN6ZGmFTm5yYIqeYIqecF2genSHZpmJdZCxRGRSSGZaRzhgHzlrVDl1U3OaQnORTG9+NlNrRXGGUoJ9dYuIWYSLT36NZ4mVUqOsM1JMNmJPNmJPJ0KKKThqTl1jJGRw"
        + "YmFkZ1mgMWiMPFiHeYV5ZW+tZW+tWm3AaGiQCWPHFVZkO2x8U1lsNlZhUGFmS01qYmFkaF2KZk5tV1aCW5OEVGmEaZy4Wm3ACWPHCWPHOldxFEKIGkOJGkOJVHlkVGSVS2p6N3icXnGdQH+XZWCxVGmECWPHCWPHCWPHCWPHCWPHGzZdQ3SS"
        + "QF5sVHlkSWp+RXmdRHuRP12pCWPHCWPHCWPHCWPHCWPHCWPH";

    private const string RotatedBilinear =
        "CWPHCWPHCWPHCWPHCWPHCWPHK09xO1tzP2SGRG2WSHaWOX2gW4qEUoCeCWPHCWPHCWPHCWPHCWPHQE5iJU99KUBuN1t8VUlwSFZ1Wmp6XHuNXmySVXKJUI2YY4S3CWPHCWPHMEVlRUZlRlpdSVd6RUd9Q2B0SWeFVmqKUXiNQ2GAXG+FZGCH"
        + "ZHCacGWpCWPHFE9fJEtmNFFyNFp0MFV5RlRsQWKFQGWHW2WTO3WHP1uGSm2LX3KPZW+eb32hcougGjVuJk9hIThSNEhiQmKIRFCRNGaTOVaMWFuQY3OWVG+aWHScTXCLXn+db4iwcJ6zF0BROlBZJkVqK1pvRGdrOlhqOVh8RmRtVWR0UWua"
        + "PIySY4OsYnmwZ42jW5Kka5KmIlRcL1RrPldyJ1d0TlBpP0V5PGKEWFt4XmSBTWqEWH2KZn+ecGmaaH+LY5aTb5GvPmBQRWVYSVFmJzppOUBzQ1+JRnCOR2R8PFx2P2+FVoF9dYeDX3uOUHmNYIaPWZmkOVlONFpOOFNqKT16LkZrQF1tLGFw"
        + "V2dvZVmYPWiOPWWIYnd9Z3mNW2yiWm2ganCZCWPHG1hlLVyARlNzN1hmR19nTFRpWV1zZlZ8Vl+CT2iGXoeHXnGEaJu4W3G/CWPHCWPHM1ZuKUV3NUJ4JVR+RmtyUWSMSm6IQnGXVm2fSG6SXGerWWaSCWPHCWPHCWPHCWPHCWPHKz1lR1p+"
        + "QF5sUXlzS2yBTHmRSX2TQWqdCWPHCWPHCWPHCWPHCWPHCWPH";

    private const string RotatedBicubic =
        "CWPHCWPHCWPHCWPHCWPHCWPHJk5wO1trOWuNRG6bQHeXOX2hXo16UoCcCWPHCWPHCWPHCWPHCWPHQU1hHVCDJTxvN1p9XERxQ0prW2Z0Z4WMYmqXUmuBRp2WaYTCCWPHCWPHMkJmRUZlS19XT1t7Tz2ARGVuRm+MXm6QT3qOPFh7YXCFaF+G"
        + "ZWyXcWKpCWPHD1FdIU9nNk53LWB9Jlh6S1RjRGWDQWSFW2OSNniGOlOFQGqIXXiLZ2mkcoClcpKbFTJ1KFVeHzBLNEVeQ2CRR0yUK2ygMVaOYVOVcnqdV26hXHOeR22FXoCecoexcKS5FDxNRFJTJj5oIV1wTXlhOVRnNld5QmZmWGhwT2yh"
        + "No6RZ46yYHWzbZWoUJWla5KmFVZeMFR0QVt8IlV1W0xlPEF2OmaJXll4ZmSBTWODWn6Fan6odlyeaoKCYpqRcpGzQWVOSmZVUlVgIDhoNTZzSWCSR36ZRWJ6NVh1OXKBWod7e4mAX3yJR3iNYIiIVaCiP1hMMWBLPFRrIjB9LERkPmFuJWBs"
        + "WGdnalibN2iTLF2NZnR3b3iMWWarV2OcbG6TCWPHGllkKV+KTVdzNVxmTGNeTFBpYFhodE13Wl15TGSBYZOGXG+BaZu4XHTKCWPHCWPHO11tITp5Nzd6FlWGS3JxUWKSR3KMQXGaVHKmSGuPX2WyV1aPCWPHCWPHCWPHCWPHCWPHLDpiTl+D"
        + "QF5rV4BwS2p/TnqUR4KTPGOgCWPHCWPHCWPHCWPHCWPHCWPH";

    private const string Affine =
        "AAAAAAAAN1dNQGJUSmZjS1twKU92IlNzM1RmLVF9K1F7SFRtRUZ/NkmBM1B9L1VsAAAAGVVgMF9gOldaR0NjL01wKldzQ2FkRWhxUWWLQlKFR1V1UVVsPml2SVd2TktpOFZwJ1R4MVx/LEeDLDpwJzlsST9wR1JrO2FnPUx5OVmPNGyYPmiD"
        + "R2mDUluSSlV3Lz1nLD96QVJzPE9vLUJnKkx2QFGARE2DO1N8Oll6M2+KOViNR1qMVmyJWnWNU2l/SlR6MUN7KU99MlxqRFpiPl5uQWuISXKURWaFTmBvSmFoTlp8YV2cS2mRRXaJOWJ+Q2R6Pl9tPmtuQWVwTV5mO1prOmZ0SGx/Tll4YVx+"
        + "W2Z/XG+OaniXUnCSP12GSWB/V2R+UHV5UXJ6U2OQTV93U1htX2JoUlt/P116Sm+FTWiIQ2+XRIaTUnKdQmWVTnKJRmVyTXN8SWx+SW+MTGyIZV6IZld+WlqQOGaNRXOAU3d7WIaXWoajan+nUHOOVnCNAAAATnt+VX+IT36VO3ibUGyUX12B"
        + "QmuKO2uLTnaAbIiFan2ZYHesYXqvXHufVXOUAAAAAAAAAAAATX6PQnGZTmaiVWKNUWqFSXGFY3Z9cIKCZ2yXdWuQbX6XZpalb46tAAAAAAAAAAAAAAAAAAAAP3CeSXaaXXWbYX6CaniBYXqWVH2OWoCLXpGQWJOfYpGpAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAXWOdVm2IZIOmXXGnTmeOX4eOaZWZb5CubZGl";

    private const string PerspectiveNearest =
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKGRjSF+WTHCJXFOTNliqRl6aAAAAAAAAAAAAAAAAKURvFFJuNVmAQXJqUlJ+OWV+WENmOWB3Q3CaYHimS4qwcme0AAAAAAAAAAAAAAAAFEVJQFlUNkBcG0yMQVdhPnRyU1yWYoiZMV56c32bU1yK"
        + "WYmNAAAAAAAAAAAAAAAAEFtwT2l0TmNfO2thOkJ2PkeKZFekMnWCQVN+VnKBY1iDRJKFYYu6AAAAAAAAAAAANmJPRzhgVDl1QEF8OVx/TV5mbH6UaHKcO12ZTXWMbnOTdl+mb2SsAAAAAAAAFVZkO2x8J0KKKlZ8U3OaQnORZGmFRmCeOI6R"
        + "dIOsTHKJTmiNaICweHuPAAAAAAAAGzZdUzhlNlZhTl1jJGRwTG9+RXGGTm5yYIqeWoKyZniybpqrcYmwa6W7AAAAAAAATGGFQ3SSVHlkVGSVS2p6aF2KZ1mgUoJ9dYuIcF2genSHVpSZV5OnV5Onf5WkAAAAQl9dPUhdT3+HSWp+RXmdN3ic"
        + "XnGdPFiHeYV5WYSLT36NZpmJZpmJdZCxY46iAAAAMWh7L15zTmNqT4GDY4aNRHuRP12pV1aCW5OEanh4ZW+tTWKOZ4mVUqOsd4O7AAAAAAAAAAAAAAAAAAAAAAAAAAAAP12pQH+XZWCxVGmEaZy4Wm3AaGiQdoG4e6W0AAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private const string PerspectiveBilinear =
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKmNmSGeVSnONV1uQPl2nRWeWAAAAAAAAAAAAAAAAKzheD1VpNU1tQ2llRUqBOVmBV0ZrP2F8Rm2TSXSdUoabXXucAAAAAAAAAAAAAAAAH0BcPFJVKj9aKlSLRVV1QWd7UWaMV2+GTG2CXnaVU3WM"
        + "VoSWAAAAAAAAAAAAAAAAL19fQVVxNV1rRGpvOFSGOFuNW1maOXeFQlh+WmyCWmiDTY6VYYi5AAAAAAAAAAAAN2BPOTtkRTpxP0N7Pl92TGFnY3WKZHSaQGGaT3SMam+Uc2SncGimAAAAAAAAHlZnMWB/L0N2MVJyR2+PS2eEWl9+TmWOQoWU"
        + "aYOqU3SUVXSUaIGuc4WcAAAAAAAAKUVmNEB3NFdxSl5lOFttUWJ3Q2GESHJ8YYSNYnmnanalZ5GlaI6rbpqyAAAAAAAAP1Z6QV5/P2duUWSATl10ZVt8TmCKP26HZn+BbHWRanOOYYqQXZOha5KmeJOjAAAAQl1gR1duUHV9TGiER3KRUmmR"
        + "VmKISG2IYHl+Zn2KVHiRWoWMaZSba5GtZYylAAAAN2R7PFx3SWVvTXuCVICSQnOaTGiaVXGRYHiJZHiVXHGmWG+WYoubWpuvd4S6AAAAAAAAAAAAAAAAAAAAAAAAAAAAP2miT3KhXWOeXHyYZIy6XWu0aWuVdIK3eZy1AAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private const string PerspectiveBicubic =
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAImpkT2agSXyKXVqMPVyqQ2iVAAAAAAAAAAAAAAAALjJcCVRtOk11SG5fRkKIM12FW0JrOmN4RW2YQnWkVJScY36aAAAAAAAAAAAAAAAAGT5aQ1NTJjhOJk+SSlVtQmx1TmyPYHCHTHB+ZnudTnOH"
        + "WYeUAAAAAAAAAAAAAAAALGVhRld5L2NrSHNrM06QLlyVX1CfM3mCRFR7X22CWWSASJeVZ4jCAAAAAAAAAAAANmNKODVlRzhxPkJ8PWR3Sl1cZHiHanacQGGcTnaLbnCWeVyscmKjAAAAAAAAGFZnMGKILz52KVFuSXmWSmaFZF18TV2SM4iQ"
        + "cYywU3SWUXKTZ4Sxc4maAAAAAAAAJUJgMzJ1L1t1UWBcMFZnVmR1N12LRHZyaYqJYHescHCrbJmqaI+qbZ22AAAAAAAAP1N+Q2KFN2hlU2SFU1hsdlR4TF+RLGyKbYR8cnKOb2yHX42GVJaia5Gmf5GeAAAAQ1xeSFFtVn6ATGWFQXWXVWmT"
        + "Xl2AP2uIZHt1bYKHR3WRVYaFcZybbZCzYImkAAAAOGR8O1p4SGNuTXyBVIOWO3SeTmSdWnSPYn6DZnWXW2uyVmaRY5CbVqCxeIO7AAAAAAAAAAAAAAAAAAAAAAAAAAAANmmlUHeoYFKhWISRZ5nJW2O2a2mQdIK3eZ22AAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly (double X, double Y)[] Corners = [(0, 0), (15, 0), (15, 11), (0, 11)];

    private static readonly (double X, double Y)[] Moved = [(2, 1), (13, 0), (15, 10), (1, 9)];

    private static readonly double[] Coefficients =
    [
        1.8268104791641235, 0.22835221886634827, -3.8819804191589355, 0.16895268857479095, 1.8584812879562378, -2.1963858604431152, 0.024956710636615753, 0.034589625895023346,
    ];

    [Test]
    public void Matrices_are_those_of_torchvision()
    {
        var affine = ProjectiveMap.Affine(8, 6, 30, 2, -1, 1.2, 10, 5);
        Assert.That(new[] { affine.A, affine.B, affine.C, affine.D, affine.E, affine.F }, Is.EqualTo(new[] { 0.659351459347987, 0.5503474588408431, -1.3452518876840855, -0.3535271623695006, 0.7581414462895005, 5.744564392247503 }).Within(1e-12));

        // _get_perspective_coeffs solves in single precision.
        var projection = ProjectiveMap.FromPoints(Moved, Corners);
        Assert.That(
            new[] { projection.A, projection.B, projection.C, projection.D, projection.E, projection.F, projection.G, projection.H },
            Is.EqualTo(Coefficients).Within(1e-4));
        foreach (var (to, from) in Moved.Zip(Corners))
        {
            var (x, y) = projection.Source(to.X, to.Y);
            Assert.That((x - from.X, y - from.Y), Is.EqualTo((0.0, 0.0)).Within(1e-9));
        }
    }

    [TestCase(WarpFilter.Nearest, RotatedNearest, 0)]
    [TestCase(WarpFilter.Bilinear, RotatedBilinear, 1)]
    [TestCase(WarpFilter.Bicubic, RotatedBicubic, 1)]
    public void A_rotation_gives_the_numbers_of_rotate(WarpFilter filter, string expected, int tolerance) =>
        Check(new WarpOperation(ProjectiveMap.Affine(8, 6, -25), 16, 12, filter, fill: new RgbColor(9, 99, 199)), expected, tolerance);

    [Test]
    public void An_affine_warp_gives_the_numbers_of_transform() =>
        Check(new WarpOperation(ProjectiveMap.Affine(8, 6, 30, 2, -1, 1.2, 10, 5), 16, 12), Affine, 1);

    [TestCase(WarpFilter.Nearest, PerspectiveNearest, 0)]
    [TestCase(WarpFilter.Bilinear, PerspectiveBilinear, 1)]
    [TestCase(WarpFilter.Bicubic, PerspectiveBicubic, 1)]
    public void A_projection_gives_the_numbers_of_transform(WarpFilter filter, string expected, int tolerance)
    {
        // Torchvision's own coefficients: with exact ones the border meets the middles of pixels.
        var k = Coefficients;
        Check(new WarpOperation(new ProjectiveMap(k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7]), 16, 12, filter), expected, tolerance);
    }

    private static void Check(WarpOperation warp, string expected, int tolerance)
    {
        using var image = Pictures.Made(16, 12);
        var plan = new TransformPlan(image.Size);
        plan.Add(warp);
        using var result = plan.Run(image);
        Assert.That(result.Pixels.ToArray().Select(x => (int)x), Is.EqualTo(Convert.FromBase64String(expected).Select(x => (int)x)).Within(tolerance));
    }
}
