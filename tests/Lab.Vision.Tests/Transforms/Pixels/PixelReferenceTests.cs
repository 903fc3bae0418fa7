using System.Security.Cryptography;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms.Pixels;

/// <summary>
/// Pixel operations against numbers of torchvision 0.14 (on uint8 tensors), Pillow 9.4, OpenCV 4.6 and Python's colorsys. What agrees byte for byte is compared by the start of its SHA-256, on
/// <see cref="Pictures.Made"/> of 48 x 36 pixels; the rest, on 16 x 12 pixels, within 1.
/// </summary>
public sealed class PixelReferenceTests
{
    private static readonly Dictionary<string, (PixelOperation Operation, string Hash)> Exact = new()
    {
        ["F.adjust_sharpness(x, 0)"] = (new SharpnessOperation(0), "76a7367ca85b6143"),
        ["F.adjust_sharpness(x, 1.75), ImageEnhance.Sharpness(x).enhance(1.75)"] = (new SharpnessOperation(1.75f), "87df61f95d4cbb28"),
        ["F.rgb_to_grayscale(x, 3)"] = (new GrayscaleOperation(), "6be3a0012604eff8"),
        ["F.equalize(x)"] = (new EqualizeOperation(), "11a137763507d687"),
        ["F.autocontrast(x)"] = (new AutoContrastOperation(), "d4acfcb3d8611c7f"),
        ["F.invert(x)"] = (new InvertOperation(), "6f2173533101b896"),
        ["F.posterize(x, 3)"] = (new PosterizeOperation(3), "683f20902fe6aced"),
        ["F.solarize(x, 128)"] = (new SolarizeOperation(128), "114d0c70fc6b4dac"),
        ["clip(1.25 x - 0.125 * 255)"] = (new BrightnessContrastOperation(1.25f, -0.125f), "d56c84dae83d2425"),
        ["cv2.createCLAHE(4, (8, 6)) on Y of YCrCb, tiles that divide the rows only"] = (new ClaheOperation(4, 8, 6), "e78f13b41d36056b"),
        ["cv2.createCLAHE(2, (5, 4)) on Y of YCrCb"] = (new ClaheOperation(2, 5, 4), "f6b788edbc0983bb"),
        ["cv2.createCLAHE(0, (1, 1)) on Y of YCrCb"] = (new ClaheOperation(0, 1, 1), "d0f62c44913ddd9f"),
    };

    private static readonly Dictionary<string, (PixelOperation Operation, string Pixels)> WithinOne = new()
    {
        ["F.gaussian_blur(x, [5, 5], [1.3, 1.3])"] = (new GaussianBlurOperation(5, 1.3), Blur5),
        ["F.gaussian_blur(x, [9, 9], [3, 3])"] = (new GaussianBlurOperation(9, 3), Blur9),
        ["colorsys, hue + 0.2, saturation - 0.1, value + 0.15"] = (new HsvShiftOperation(0.2f, -0.1f, 0.15f), Hsv),
    };

    private const string Blur5 =
        "JDxgJD5gJUVjLEtmNVFqO1JvPFJ0PFB2PVJ3QVl6RGGBR2iMSm6VTHGbTXSeTnaeJT9gJEFgJkZjLEtmNVFsO1NyPVR3PlN5P1Z6Q1x8R2OCSWmLTG+UTnOZT3ecUHicKUhfKEhgK0piLk5nNFJtOlV0Pld6QFl+RFx/SGGBS2aETmuJT3KP"
        + "UnaVVHyXVH2YMFJdL1FgMU9kMlBpN1NvO1d3P1p9Ql2CR2GFTGWHTmmIUGyKUnCMVnWRWHyVWX6XNlpdNVdhNVJnNlBtOlNyPVh4QFt9RF+DSmOHT2iLUGuNUG2MVG+MWnKQXXiWXnqZNlpjNVdlNlFrN09wO1J0P1l6Q119R2CATWWFUWuM"
        + "UXCSUnGTV3GSXnOWY3ecZXmfMlRrM1JsNU9vN09xPFR0QVt5R2B8S2J/T2iDU2+MVXWUWHeYXHeaYXmdZ32han+kMlBzM1BzNlFyOlRyP1pzRl53S2F8TWN/T2qDU3KKWXmTX3uZYX6dZIKgaIelaomnOFB1OFJ1O1d1P111RWF1S2J5T2J+"
        + "T2OCT2qFVHOJXHmOYnyUY4CZZIefZ46laZGoPlV1P1h1Ql52RmV4Smh7T2iAUWaFUGaIUWuJVnOJXniNYnuSYn+YY4eeZ4+laZKoQVpyQ11zRmN2Smp7TG+CTnCJT22OUGuQUm2OWHONXnePYHmVYHyaYoSgZoymaZCqQl1yRF9zR2V2S2x8"
        + "TXKETXONTXCSTm2TUm2QWXOPXXeSX3iXX3ucYoKiZ4uoao+s";

    private const string Blur9 =
        "K0pjLEtkLk1mMU5pNFFuOFNyPFZ2P1l6Q11/RmCDSGWHS2qLTW+PT3KSUHWVUHaWK0liLEpjL0xmMU1pNVBuOFNyPVZ2QFl6RF5/R2GDSWWHTGqLTm+PUXKTUXSVUnWWLUtjLUxkME1nMk9qNlFuOlRzPld3QVp8RV6ASGKESmaITWuMUG+Q"
        + "UnKTU3SVU3WWL01mL05nMk9pNFFsN1NwO1Z1P1l5Qlx9RmGCSWSGTGiKT22OUnGSVXOVVnaXVnaYMU9nMk9oNFFqNlJtOVRxPVd2QVt6RF9/SWODTGeHT2uLU2+PVnOTWHaWWniYWneYNFFqNFJrN1NtOVVwPFdzQFl4RF18SGGATGaET2qJ"
        + "U26MVnKRWXeUXHmXXXuZXXuZN1RtN1VuOlZwPFdyP1l1Qlx5R2B9SmSCTmiGUWyKVXGOWXWSXHmWX3yZYH6aYH2bOldwOldxPFlzP1t1QV14RV98SWOATGeEUGuIU26MV3KQW3eUXnuYYX6bYoCdYn+ePVlyPVlzP1t1Ql13RF96R2J+S2aB"
        + "TmmFUmyJVXCNWHSRXHiVX32aYoGdY4KfZIKhP1t0P1x1QV53RGB6RmJ9SWWATWiDUGuHU26LVnGNWnaRXnqWYH+bY4OeZYSgZISiQV12QV52Q194RmJ7SGR+SmeCTmqEUm2IVG+LV3KOW3aSXnuWYYGaZIWdZYagZIeiQl11Ql52RGB4RmJ7"
        + "SGV+S2eBTmuEUW2HVG+LV3KOW3eSX3yWYYGbZIaeZYehZYij";

    private const string Hsv =
        "h0aVb1lrQRyLf02Mi26Fd3d3k0WuZzaBpEyjUkWKtW28mG25mHOvuXukxVfQuWvAcVF2ljeNYCqUe1OJkFWmaGaYpHucsF2jhFukjGpxgVudpGfArFLAw4vMq3HWe2ytn0+bPSpvaGh/YDNygFmClTSyeGiHj3eBa2KavHu4l3mUmY6jkoO3"
        + "llrHjZi32pPCV2F/VCSWjmR5fDKgaVGRo4GvvGe1m1TBlGGtnH6sp46/f1CgwKPBsHyukIOzn3HGbHeKcXaMiXiadTahenqJX1+RnFyYh065sGGqyoCvcVKonmWkloCnqYOYa2i4yYvgV1d4WWSIhlxuhTmRm1tyomSXj1uleXKNgniMspu6"
        + "wpXCr12/l3SyuZ23zImp0o+7TyuKfF2iqEOwjkaQhEeir3vAlWa3oH2Kq5KqvGvEb1m3z6PSlnOvpnWzzZTWtaq0hF2XlCuukX+SblmHgXqJXj+WjHOkfViRjWqsgneYqYvEw4PY1pLYtZzRzJ/WupfhczODi1tlmjOvbEucg3yMkHSMioqK"
        + "xoKri1Cyf3uoqKexxoeoraaqkH+/on/NwLHKonOrlme4fWWSfoufuHy7i3OgsIifk3h5i1i5oF6tq6urk4OxkXazk5i/yqTXrI7IbWqFf2ODoYOkiXetjnCkoGnDk1jCvYjDqICfhYm5nJye05DPrHS0ppS7lHnS4abgdVChnnKkdE6Zg3mQ"
        + "g3epnZCzj2i3xmLPjmO914rDoH2qvpXe5oPltpaw3qXcwava";

    private static IEnumerable<string> ExactNames => Exact.Keys;

    private static IEnumerable<string> WithinOneNames => WithinOne.Keys;

    [Test]
    public void The_input_is_that_of_the_references()
    {
        using var image = Pictures.Made(48, 36);
        using var small = Pictures.Made(16, 12);
        Assert.That((Hash(image), Hash(small)), Is.EqualTo(("35b376b81747bbf9", "4844d08146a62a90")));
    }

    [TestCaseSource(nameof(ExactNames))]
    public void It_gives_the_same_bytes(string name)
    {
        using var image = Pictures.Made(48, 36);
        Exact[name].Operation.Apply(image);
        Assert.That(Hash(image), Is.EqualTo(Exact[name].Hash));
    }

    [TestCaseSource(nameof(WithinOneNames))]
    public void It_gives_the_same_numbers_within_one(string name)
    {
        using var image = Pictures.Made(16, 12);
        WithinOne[name].Operation.Apply(image);
        Assert.That(image.Pixels.ToArray().Select(x => (int)x), Is.EqualTo(Convert.FromBase64String(WithinOne[name].Pixels).Select(x => (int)x)).Within(1));
    }

    private static string Hash(RgbImage image) => Convert.ToHexStringLower(SHA256.HashData(image.Pixels))[..16];
}
