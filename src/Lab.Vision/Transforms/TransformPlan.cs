namespace Lab.Vision;

/// <summary>
/// What happens to one image: a list of operations with drawn parameters. It is the record by which an augmented image can be reproduced, printed and drawn, and it is
/// carried out by <see cref="Run(RgbImage)"/> with one resampling for every row of neighbouring <see cref="GeometricOperation"/>s.
/// </summary>
public sealed class TransformPlan
{
    private readonly List<ImageOperation> _operations = [];

    /// <summary>An empty plan for an image of the given size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public TransformPlan(ImageSize input)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(input.Width, nameof(input));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(input.Height, nameof(input));
        InputSize = OutputSize = input;
    }

    /// <summary>The size of the image that the plan is for.</summary>
    public ImageSize InputSize { get; }

    /// <summary>The size of the image behind the last operation.</summary>
    public ImageSize OutputSize { get; private set; }

    /// <summary>The operations, in order.</summary>
    public IReadOnlyList<ImageOperation> Operations => _operations;

    /// <summary>Adds an operation behind the others.</summary>
    public void Add(ImageOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        OutputSize = operation.OutputSize(OutputSize);
        _operations.Add(operation);
    }

    /// <summary>Carries the plan out.</summary>
    /// <param name="image">An image of <see cref="InputSize"/>; it stays as it is.</param>
    /// <returns>A new image of <see cref="OutputSize"/>, to be disposed of.</returns>
    /// <exception cref="ArgumentException">The image has another size than the plan is for.</exception>
    public RgbImage Run(RgbImage image) => Run(image, reduction: 1);

    /// <summary>As the public one, for an image whose sides were divided by <paramref name="reduction"/>, at most <see cref="HighestReduction"/>, while it was decoded.</summary>
    internal RgbImage Run(RgbImage image, int reduction)
    {
        Check(image, reduction);
        using var steps = new PlanSteps(this, image, mayChangeSource: false, reduction);
        return steps.ToImage();
    }

    /// <summary>Carries the plan out and writes the result as one plane per channel, red, green, blue.</summary>
    /// <param name="image">An image of <see cref="InputSize"/>; its pixels may be changed.</param>
    /// <param name="planes">3 x height x width bytes of <see cref="OutputSize"/>.</param>
    /// <exception cref="ArgumentException">The image has another size than the plan is for, or the bytes are not as many.</exception>
    public void RunToPlanes(RgbImage image, Span<byte> planes) => RunToPlanes(image, reduction: 1, planes);

    /// <summary>As the public one, for an image whose sides were divided by <paramref name="reduction"/>, at most <see cref="HighestReduction"/>, while it was decoded.</summary>
    internal void RunToPlanes(RgbImage image, int reduction, Span<byte> planes)
    {
        Check(image, reduction);
        var target = ImageTarget.Planes(planes, OutputSize);
        using var steps = new PlanSteps(this, image, mayChangeSource: true, reduction);
        steps.Write(target);
    }

    /// <summary>By how much the sides of the image may be divided while it is decoded: the most of 1, 2, 4 and 8 that leaves the first resize a reduction by <paramref name="gap"/>, at least 1, or more.</summary>
    internal int HighestReduction(double gap) => TryReadFirst(out var map) ? map.HighestReduction(gap) : 1;

    /// <summary>Which pixels the plan reads of the image, whose sides were divided by <paramref name="reduction"/> to <paramref name="reduced"/>.</summary>
    internal ImageRegion RegionRead(int reduction, ImageSize reduced)
    {
        if (!TryReadFirst(out var map))
        {
            return ImageRegion.All(reduced);
        }

        if (reduction > 1)
        {
            map.Reduce(reduction, reduced);
        }

        return map.RegionRead;
    }

    /// <summary>The operations in a line, or "nothing".</summary>
    public override string ToString() => _operations.Count == 0 ? "nothing" : string.Join(" > ", _operations);

    // The operations that are carried out first, unless a warp is among them, which wants its pixels as they are and takes along what stands before it.
    private bool TryReadFirst(out SeparableMap map)
    {
        map = new SeparableMap(InputSize);
        var at = 0;
        while (at < _operations.Count && _operations[at] is GeometricOperation operation && operation.TryAppendTo(ref map))
        {
            at++;
        }

        for (; at < _operations.Count && _operations[at] is GeometricOperation operation; at++)
        {
            if (operation is WarpOperation)
            {
                return false;
            }
        }

        return true;
    }

    private void Check(RgbImage image, int reduction = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        var size = InputSize.DividedBy(reduction);
        if (image.Size != size)
        {
            throw new ArgumentException($"The plan is for images of {size} pixels, not {image.Size}; plan for the image's size.", nameof(image));
        }
    }
}
