using System.Globalization;

namespace MeshStarter.TestKit;

/// <summary>Rounds of a property over random changes: few in each run, many in the run of slow tests (docs/testing.md).</summary>
public static class Rounds
{
    private static readonly int Factor =
        int.TryParse(Environment.GetEnvironmentVariable("MESH_TEST_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    /// <summary>The number of rounds of this run.</summary>
    /// <param name="fewest">That of a run in which the variable <c>MESH_TEST_ROUNDS</c> is not set; it is multiplied by the variable.</param>
    public static int Of(int fewest) => checked(fewest * Factor);

    /// <summary>Takes the cases of this run.</summary>
    /// <param name="all">All cases, which a run takes where the variable <c>MESH_TEST_ROUNDS</c> is above 1.</param>
    /// <param name="parts">One case of so many is taken in any other run.</param>
    public static IEnumerable<T> Part<T>(IEnumerable<T> all, int parts) => all.Where((_, at) => Factor > 1 || at % parts == 0);
}
