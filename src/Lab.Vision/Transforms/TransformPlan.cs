namespace Lab.Vision;

/// <summary>
/// What happens to one image: a list of operations with drawn parameters. It is the record by which an augmented image can be reproduced, printed and drawn, and it is
/// carried out by <see cref="Run"/> with one resampling for every row of neighbouring <see cref="GeometricOperation"/>s.
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
    public RgbImage Run(RgbImage image)
    {
        Check(image);
        using var steps = new PlanSteps(this, image, mayChangeSource: false);
        return steps.ToImage();
    }

    /// <summary>Carries the plan out and writes the result as one plane per channel, red, green, blue.</summary>
    /// <param name="image">An image of <see cref="InputSize"/>; its pixels may be changed.</param>
    /// <param name="planes">3 x height x width bytes of <see cref="OutputSize"/>.</param>
    /// <exception cref="ArgumentException">The image has another size than the plan is for, or the bytes are not as many.</exception>
    public void RunToPlanes(RgbImage image, Span<byte> planes)
    {
        Check(image);
        var target = ImageTarget.Planes(planes, OutputSize);
        using var steps = new PlanSteps(this, image, mayChangeSource: true);
        steps.Write(target);
    }

    /// <summary>The operations in a line, or "nothing".</summary>
    public override string ToString() => _operations.Count == 0 ? "nothing" : string.Join(" > ", _operations);

    private void Check(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Size != InputSize)
        {
            throw new ArgumentException($"The plan is for images of {InputSize} pixels, not {image.Size}; plan for the image's size.", nameof(image));
        }
    }
}
