namespace MeshStarter.Sdk.Import;

/// <summary>The source of this domain's data, as <c>GET /import</c> returns it.</summary>
/// <param name="State">How far the import has come.</param>
/// <param name="Imported">Rows taken over, by file; empty for a caller from whom a rule keeps rows of some product.</param>
/// <param name="Rejected">Rows that were not taken over; null for such a caller.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="Facts">Further numbers of the domain, such as payments without their order; empty for such a caller.</param>
/// <param name="Emitted">The newest position of each own stream.</param>
/// <param name="Consumed">The position up to which each other stream was consumed.</param>
internal sealed record ImportReport(
    ImportState State,
    IReadOnlyDictionary<string, long> Imported,
    long? Rejected,
    string? Error,
    IReadOnlyDictionary<string, long> Facts,
    IReadOnlyDictionary<string, long> Emitted,
    IReadOnlyDictionary<string, long> Consumed);
