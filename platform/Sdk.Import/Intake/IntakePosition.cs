namespace MeshStarter.Sdk.Import.Intake;

/// <summary>The progress of a source's reading.</summary>
/// <param name="State">The state.</param>
/// <param name="Generation">The number of the last reading of all rows.</param>
/// <param name="Position">The position in the source; null before the first.</param>
/// <param name="System">The server that the position is of.</param>
/// <param name="Of">The place in the source that the position is in: the number of a followed table on its server, or the table and the column of a poll; null where it is not known.</param>
/// <param name="IsRequested">Whether an operator has requested that all rows are read again.</param>
/// <param name="Problem">Why it is not read; null where it is.</param>
internal sealed record IntakePosition(IntakeState State, long Generation, string? Position, string? System, string? Of, bool IsRequested, string? Problem);
