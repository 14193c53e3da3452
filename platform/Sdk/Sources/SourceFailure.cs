using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Sources;

/// <summary>The failure of a source: what makes the rows of this domain's products, such as a stream handler or the simulator.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Stream">The product whose stream it handles; null for another source.</param>
/// <param name="Since">The time of the first try.</param>
/// <param name="Tries">The number of tries.</param>
/// <param name="At">The place, such as <c>event 0000000000000042::…</c>; null where there is none.</param>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">The exception's message, for the domain's own people.</param>
internal sealed record SourceFailure(string Source, ProductMajorVersion? Stream, DateTimeOffset Since, int Tries, string? At, string Type, string Message)
{
    /// <summary>The one product that the source feeds; null where that is found by what it emits.</summary>
    public ProductMajorVersion? Product { get; init; }

    /// <summary>Returns the line for the domain's own people.</summary>
    public override string ToString() =>
        $"failing: {Source}{(At is null ? "" : $" at {At}")}{(Stream is { } stream ? $" of {stream.Reference}" : "")}, {(Tries == 1 ? "1 try" : $"{Tries} tries")} since {Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: {Type}: {Message}";
}
