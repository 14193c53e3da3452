namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>A chain on disk that did not verify at the start.</summary>
/// <param name="Finding">The first thing that is wrong.</param>
/// <param name="KeptIn">The folder that has its files now, below the journal's.</param>
/// <param name="Recovered">Number of intact records that governance had not acknowledged; the new chain has them.</param>
public sealed record JournalDamage(string Finding, string KeptIn, int Recovered);
