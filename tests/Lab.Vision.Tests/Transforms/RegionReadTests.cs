using CsCheck;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Transforms;

/// <summary>What a plan says that it reads of an image is all that it reads.</summary>
public sealed class RegionReadTests
{
    private static readonly Gen<ImageOperation> Operations = Gen.OneOf<ImageOperation>(
        Gen.Select(Gen.Int[-8, 30], Gen.Int[-8, 30], Gen.Int[1, 40], Gen.Int[1, 40], (left, top, width, height) => (ImageOperation)new CropOperation(left, top, width, height)),
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], (width, height) => (ImageOperation)new ResizeOperation(width, height)),
        Gen.Bool.Select(horizontal => (ImageOperation)new FlipOperation(horizontal)),
        Gen.Const((ImageOperation)new AutoContrastOperation()));

    [Test]
    public void Pixels_outside_the_region_do_not_count([Values(1, 2)] int reduction, [Values(1, 2)] double gap)
    {
        Gen.Select(Gen.Int[20, 60], Gen.Int[20, 60], Operations.Array[0, 5]).Sample((width, height, operations) =>
        {
            var plan = new TransformPlan(new ImageSize(width * reduction, height * reduction));
            Array.ForEach(operations, plan.Add);
            var scale = Math.Min(reduction, plan.HighestReduction(gap));
            using var image = Pictures.Noise(width * reduction / scale, height * reduction / scale);
            using var blanked = image.Copy();
            var region = plan.RegionRead(scale, image.Size);
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++)
                {
                    if (x < region.Left || y < region.Top || x >= region.Left + region.Width || y >= region.Top + region.Height)
                    {
                        blanked.Row(y).Slice(x * 3, 3).Fill(255);
                    }
                }
            }

            var (whole, part) = (new byte[plan.OutputSize.Width * plan.OutputSize.Height * 3], new byte[plan.OutputSize.Width * plan.OutputSize.Height * 3]);
            plan.RunToPlanes(image, scale, whole);
            plan.RunToPlanes(blanked, scale, part);
            return region is { Left: >= 0, Top: >= 0 } && region.Left + region.Width <= image.Width && region.Top + region.Height <= image.Height && whole.AsSpan().SequenceEqual(part);
        }, iter: 2000);
    }

    [Test]
    public void A_crop_reads_no_more_than_itself()
    {
        var plan = new TransformPlan(new ImageSize(100, 80));
        plan.Add(new CropOperation(10, 20, 30, 40));
        plan.Add(new ResizeOperation(15, 20));

        Assert.That(plan.RegionRead(1, new ImageSize(100, 80)), Is.EqualTo(new ImageRegion(10, 20, 30, 40)));
        Assert.That(plan.RegionRead(2, new ImageSize(50, 40)), Is.EqualTo(new ImageRegion(5, 10, 15, 20)));
    }

    [Test]
    public void A_rotation_reads_all()
    {
        var plan = new TransformPlan(new ImageSize(100, 80));
        plan.Add(new CropOperation(10, 20, 30, 40));
        plan.Add(new WarpOperation(ProjectiveMap.Identity, 30, 40));

        Assert.That(plan.RegionRead(1, new ImageSize(100, 80)), Is.EqualTo(ImageRegion.All(new ImageSize(100, 80))));
    }
}
