using FsCheck;
using FsCheck.Fluent;

namespace MeshStarter.Contracts.Tests;

/// <summary>Runs a check for many generated values; the failure names the smallest value that it found.</summary>
internal static class Property
{
    public static void ForAll<T>(Gen<T> values, Action<T> check, int fewest = 75) =>
        Prop.ForAll(values.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(fewest)));
}
