namespace MeshStarter.Architecture.Tests.House;

/// <summary>Asks whether the house keeps a rule.</summary>
internal static class HouseRule
{
    /// <summary>Fails with every violation, each on a line of its own.</summary>
    public static void IsFollowed(IEnumerable<string> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
