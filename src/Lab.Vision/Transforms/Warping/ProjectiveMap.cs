using System.Text.Json.Serialization;

namespace Lab.Vision;

/// <summary>
/// Where the points of a result lie in the image that it is made of: (x, y) comes from ((A x + B y + C) / w, (D x + E y + F) / w) with w = G x + H y + I. Points are counted in pixels from the
/// upper left corner; pixel (0, 0) has its middle at (0.5, 0.5). The first eight numbers are the coefficients of Pillow's <c>Image.transform</c>.
/// </summary>
public readonly record struct ProjectiveMap(double A, double B, double C, double D, double E, double F, double G = 0, double H = 0, double I = 1)
{
    /// <summary>Every point comes from itself.</summary>
    public static ProjectiveMap Identity => new(1, 0, 0, 0, 1, 0);

    /// <summary>Whether parallel lines stay parallel.</summary>
    [JsonIgnore]
    public bool IsAffine => G == 0 && H == 0;

    /// <summary>
    /// Turns, scales, shears and then moves about a centre, with the matrix of torchvision's <c>affine</c>: the result's points are those of the image after rotation * scale * shear and translation.
    /// </summary>
    /// <param name="centerX">The centre, in pixels from the left.</param>
    /// <param name="centerY">The centre, in pixels from the top.</param>
    /// <param name="degrees">The angle, clockwise.</param>
    /// <param name="moveX">How far the image moves to the right, in pixels.</param>
    /// <param name="moveY">How far the image moves down, in pixels.</param>
    /// <param name="scale">How much larger it becomes; above 0.</param>
    /// <param name="shearX">The shear along x, in degrees between -90 and 90.</param>
    /// <param name="shearY">The shear along y, in degrees between -90 and 90.</param>
    public static ProjectiveMap Affine(double centerX, double centerY, double degrees, double moveX = 0, double moveY = 0, double scale = 1, double shearX = 0, double shearY = 0)
    {
        if (!(scale > 0) || !double.IsFinite(scale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "A scale is a finite number above 0.");
        }

        var (angle, x, y) = (double.DegreesToRadians(degrees), double.DegreesToRadians(shearX), double.DegreesToRadians(shearY));

        // Rotation * shear, and its inverse, whose determinant is 1 / scale^2.
        var a = Math.Cos(angle - y) / Math.Cos(y);
        var b = (-Math.Cos(angle - y) * Math.Tan(x) / Math.Cos(y)) - Math.Sin(angle);
        var c = Math.Sin(angle - y) / Math.Cos(y);
        var d = (-Math.Sin(angle - y) * Math.Tan(x) / Math.Cos(y)) + Math.Cos(angle);
        var (m0, m1, m3, m4) = (d / scale, -b / scale, -c / scale, a / scale);
        var (backX, backY) = (-centerX - moveX, -centerY - moveY);
        return new ProjectiveMap(m0, m1, (m0 * backX) + (m1 * backY) + centerX, m3, m4, (m3 * backX) + (m4 * backY) + centerY);
    }

    /// <summary>The projection that takes four points of the result from four points of the image.</summary>
    /// <param name="result">Four points of the result, no three of them in a line.</param>
    /// <param name="image">Where each comes from.</param>
    /// <exception cref="ArgumentException">There are not four points each, or three of them lie in a line.</exception>
    public static ProjectiveMap FromPoints(ReadOnlySpan<(double X, double Y)> result, ReadOnlySpan<(double X, double Y)> image)
    {
        if (result.Length != 4 || image.Length != 4)
        {
            throw new ArgumentException($"A projection is given by four points and their four sources, not {result.Length} and {image.Length}.", nameof(result));
        }

        // a x + b y + c - g x X - h y X = X, and the same for Y: eight equations, solved by elimination.
        var rows = new double[8, 9];
        for (var i = 0; i < 4; i++)
        {
            var ((x, y), (toX, toY)) = (result[i], image[i]);
            Write(rows, 2 * i, [x, y, 1, 0, 0, 0, -toX * x, -toX * y, toX]);
            Write(rows, (2 * i) + 1, [0, 0, 0, x, y, 1, -toY * x, -toY * y, toY]);
        }

        var s = Solve(rows);
        return new ProjectiveMap(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
    }

    /// <summary>The map of a result of this map's result: where points come from if <paramref name="next"/> is applied to what this map makes.</summary>
    public ProjectiveMap Then(in ProjectiveMap next) => new(
        (A * next.A) + (B * next.D) + (C * next.G),
        (A * next.B) + (B * next.E) + (C * next.H),
        (A * next.C) + (B * next.F) + (C * next.I),
        (D * next.A) + (E * next.D) + (F * next.G),
        (D * next.B) + (E * next.E) + (F * next.H),
        (D * next.C) + (E * next.F) + (F * next.I),
        (G * next.A) + (H * next.D) + (I * next.G),
        (G * next.B) + (H * next.E) + (I * next.H),
        (G * next.C) + (H * next.F) + (I * next.I));

    /// <summary>Where a point of the result comes from.</summary>
    public (double X, double Y) Source(double x, double y)
    {
        var w = (G * x) + (H * y) + I;
        return (((A * x) + (B * y) + C) / w, ((D * x) + (E * y) + F) / w);
    }

    /// <summary>The numbers in a line, those of an affine map only as far as they differ.</summary>
    public override string ToString() => IsAffine && I == 1
        ? FormattableString.Invariant($"[{A:0.####} {B:0.####} {C:0.##}; {D:0.####} {E:0.####} {F:0.##}]")
        : FormattableString.Invariant($"[{A:0.####} {B:0.####} {C:0.##}; {D:0.####} {E:0.####} {F:0.##}; {G:0.######} {H:0.######} {I:0.####}]");

    private static void Write(double[,] rows, int row, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            rows[row, i] = values[i];
        }
    }

    private static double[] Solve(double[,] rows)
    {
        var size = rows.GetLength(0);
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < size; row++)
            {
                pivot = Math.Abs(rows[row, column]) > Math.Abs(rows[pivot, column]) ? row : pivot;
            }

            if (Math.Abs(rows[pivot, column]) < 1e-9)
            {
                throw new ArgumentException("Three of the four points lie in a line: no projection takes them to the four others.");
            }

            for (var i = 0; i <= size; i++)
            {
                (rows[column, i], rows[pivot, i]) = (rows[pivot, i], rows[column, i]);
            }

            for (var row = 0; row < size; row++)
            {
                var factor = row == column ? 0 : rows[row, column] / rows[column, column];
                for (var i = column; factor != 0 && i <= size; i++)
                {
                    rows[row, i] -= factor * rows[column, i];
                }
            }
        }

        var solution = new double[size];
        for (var i = 0; i < size; i++)
        {
            solution[i] = rows[i, size] / rows[i, i];
        }

        return solution;
    }
}
