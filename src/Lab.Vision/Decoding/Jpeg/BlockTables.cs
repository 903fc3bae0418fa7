using System.Runtime.InteropServices;

namespace Lab.Vision;

/// <summary>
/// Where the coefficients of a block go, in the order in which they are stored (T.81, figure A.6), and what each is multiplied by. The numbers reach beyond the block as far as
/// damaged data can.
/// </summary>
internal sealed unsafe class BlockTables
{
    /// <summary>Where values go that no block has.</summary>
    public const int Nowhere = 64;

    private const int Reach = 256;

    private static readonly int[] Natural = MakePlaces();

    private readonly int[] _factors = GC.AllocateArray<int>(Reach, pinned: true);

    public BlockTables() => Factors = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_factors, 0);

    /// <summary>Index in the block, row by row, for every position.</summary>
    public int* Places { get; } = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(Natural, 0);

    /// <summary>The quantisation for every position.</summary>
    public int* Factors { get; }

    /// <summary>Takes the 64 numbers of a quantisation table, in the order in which they are stored.</summary>
    public void Set(ReadOnlySpan<int> quantisation) => quantisation.CopyTo(_factors);

    private static int[] MakePlaces()
    {
        var places = GC.AllocateArray<int>(Reach, pinned: true);
        Array.Fill(places, Nowhere);
        var at = 0;
        for (var diagonal = 0; diagonal < 15; diagonal++)
        {
            for (var step = Math.Max(0, diagonal - 7); step <= Math.Min(7, diagonal); step++)
            {
                // Even diagonals run upwards.
                var (row, column) = (diagonal & 1) == 0 ? (diagonal - step, step) : (step, diagonal - step);
                places[at++] = (row * 8) + column;
            }
        }

        return places;
    }
}
