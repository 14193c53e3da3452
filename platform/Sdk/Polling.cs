namespace MeshStarter.Sdk;

/// <summary>The intervals at which a domain's service polls: everything else waits for a signal. docs/architecture.md has the table of the whole mesh.</summary>
internal static class Polling
{
    /// <summary>The session that gives outbox rows their positions shows that it is alive (<see cref="Outbox.SessionLock.LongestSilence"/>); a notification wakes it at once.</summary>
    public static readonly TimeSpan Sequencer = TimeSpan.FromSeconds(10);

    /// <summary>A process that is on standby looks whether it may take over.</summary>
    public static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);

    /// <summary>The session that publishes the tables shows that it is alive (<see cref="Outbox.SessionLock.LongestSilence"/>), and notices that it was ended.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>Rows that wait to be published are looked for. Each that gets its position sends a signal; the pause only bounds the cost of a lost one.</summary>
    public static readonly TimeSpan Unpublished = TimeSpan.FromSeconds(30);

    /// <summary>Tables are looked through while rows come: each look asks the catalog for each table.</summary>
    public static readonly TimeSpan Maintenance = TimeSpan.FromSeconds(10);

    /// <summary>The outbox is looked through for deletes while rows come; retention waits for its own time.</summary>
    public static readonly TimeSpan Erasure = TimeSpan.FromSeconds(5);

    /// <summary>Reports on quarantined batches that another process of the domain left behind, and those whose next try is due.</summary>
    public static readonly TimeSpan LeftReports = TimeSpan.FromSeconds(10);

    /// <summary>The shortest pause between two looks at the inputs of a pipeline that runs when they change; the pause is half of its <c>min_interval</c>.</summary>
    public static readonly TimeSpan InputsShortest = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two looks at the inputs of such a pipeline.</summary>
    public static readonly TimeSpan InputsLongest = TimeSpan.FromSeconds(30);

    /// <summary>Due windows of a domain's pipelines are looked for at their time, and after this pause at the latest.</summary>
    public static readonly TimeSpan Pipelines = TimeSpan.FromSeconds(30);

    /// <summary>The service reports to the catalog that it is there, and hears which major versions of its products are in use: the owner may have ended one by another way.</summary>
    public static readonly TimeSpan Presence = TimeSpan.FromSeconds(15);

    /// <summary>The source of a product confirms how far it was read, and looks whether an operator requests that all rows are read again.</summary>
    public static readonly TimeSpan Source = TimeSpan.FromSeconds(5);
}
