namespace MeshStarter.Contracts.Checks;

/// <summary>Bounds of a check as a text for people.</summary>
internal static class CheckBounds
{
    /// <summary>The bounds, of which at least one is given.</summary>
    public static string Of<T>(T? min, T? max) => (min, max) switch
    {
        ({ } least, { } most) => $"from {least} to {most}",
        ({ } least, null) => $"from {least}",
        _ => $"up to {max}",
    };
}
