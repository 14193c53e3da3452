using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

/// <summary>
/// One database of the embedded engine, in memory or in a file. Safe for use from several threads: each opens a
/// connection of its own. Connections keep the engine's database alive; it closes when the last of them has gone.
/// </summary>
public sealed class DuckDbDatabase : IDisposable
{
    /// <summary>The path that means: in memory, gone when closed.</summary>
    public const string InMemory = ":memory:";

    private readonly DatabaseHandle _handle;
    private readonly bool _hasSharedTables;

    private DuckDbDatabase(DatabaseHandle handle, bool hasSharedTables) => (_handle, _hasSharedTables) = (handle, hasSharedTables);

    /// <summary>The path of the engine's library, as it is or would be loaded; null where there is none.</summary>
    public static string? LibraryPath => NativeLibraryLookup.Find();

    /// <summary>Opens a database.</summary>
    /// <param name="path">A file, created when absent, or <see cref="InMemory"/>.</param>
    /// <param name="settings">The engine's settings by name, such as "memory_limit" = "256MB"; null for its defaults. Those of extensions, "TimeZone" among them, are unknown before it is open: SET GLOBAL them on a connection.</param>
    /// <param name="hasSharedTables">Whether its connections make tables that others of them see. Without such, each with temporary ones of its own and files, a small statement takes half the time: it needs no transaction around it.</param>
    /// <exception cref="DuckDbException">A setting is unknown or invalid, or the file cannot be opened.</exception>
    /// <exception cref="DllNotFoundException">libduckdb was not found; the message says where it was searched.</exception>
    public static DuckDbDatabase Open(string path = InMemory, IReadOnlyDictionary<string, string>? settings = null, bool hasSharedTables = true)
    {
        using var config = new ConfigHandle();
        foreach (var (name, value) in settings ?? EmptySettings)
        {
            // The value stays out of the message: it may be a secret.
            if (NativeMethods.SetConfig(config, NativeText.Terminated(name, nameof(settings)), NativeText.Terminated(value, nameof(settings))) != NativeState.Success)
            {
                throw new DuckDbException(DuckDbErrorKind.InvalidConfiguration, $"The engine does not take the setting \"{name}\" with the value given.");
            }
        }

        return new DuckDbDatabase(DatabaseHandle.Open(NativeText.Terminated(path, nameof(path)), config), hasSharedTables);
    }

    /// <summary>Opens a connection: one transaction, one thread at a time.</summary>
    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        return new DuckDbConnection(ConnectionHandle.Connect(_handle), _hasSharedTables);
    }

    /// <summary>Gives the database back; open connections go on working.</summary>
    public void Dispose() => _handle.Dispose();

    private static readonly Dictionary<string, string> EmptySettings = [];
}
