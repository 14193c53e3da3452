using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Wakes who waits for records of the journal: written ones, or acknowledged ones.</summary>
internal sealed class JournalSignal : WakeSignal;
