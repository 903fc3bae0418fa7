using System.Text;

namespace Lab.Tests;

/// <summary>Numbers in [0, 1) from a text key, the same in every language: FNV-1a 64 of the key, then SplitMix64 by counter.</summary>
internal static class FormulaNumbers
{
    public static double[] U01(string key, int count)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var unit in Encoding.UTF8.GetBytes(key))
        {
            hash = unchecked((hash ^ unit) * 0x100000001b3UL);
        }

        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            unchecked
            {
                var z = hash + (ulong)i + 0x9E3779B97F4A7C15UL;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
                z ^= z >> 31;
                numbers[i] = (z >> 40) / 16777216.0;
            }
        }

        return numbers;
    }
}
