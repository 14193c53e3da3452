using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Sources.Rows;

namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>The source of a product's rows, as its <c>source.yaml</c> declares it. It is <see cref="PostgresSource"/> or <see cref="FilesSource"/>.</summary>
/// <param name="Name">The name, by which its connection string is given.</param>
/// <param name="File">The path of the <c>source.yaml</c>, for messages.</param>
/// <param name="Lines">The lines of its keys, for messages about what the source itself has.</param>
/// <param name="Columns">The columns of the product, each with its name in the source.</param>
public abstract record SourceDefinition(string Name, string File, YamlLines Lines, SourceColumns Columns)
{
    /// <summary>Returns a message of something wrong in the source, at the line of the definition that a user changes.</summary>
    /// <param name="key">The key of the definition.</param>
    /// <param name="message">The fault, as a sentence.</param>
    /// <param name="fix">The fix, as a sentence.</param>
    public string Problem(string key, string message, string fix) => $"{File}:{Lines.Find(key)}: {key}: {message} Fix: {fix}";
}

/// <summary>A table of a PostgreSQL server, read by change capture or by polling.</summary>
public sealed record PostgresSource(string Name, string File, YamlLines Lines, SourceColumns Columns) : SourceDefinition(Name, File, Lines, Columns)
{
    /// <summary>The table's schema.</summary>
    public required string Schema { get; init; }

    /// <summary>The table's name.</summary>
    public required string Table { get; init; }

    /// <summary>The publication that the source's server sends changes of.</summary>
    public required string Publication { get; init; }

    /// <summary>The replication slot, which this source alone reads.</summary>
    public required string Slot { get; init; }

    /// <summary>The terms of polling; null for change capture.</summary>
    public PollTerms? Poll { get; init; }

    /// <summary>The table in SQL.</summary>
    public string QuotedTable => $"{PostgresNames.Quote(Schema)}.{PostgresNames.Quote(Table)}";
}

/// <summary>Terms by which a table is polled where replication is not allowed.</summary>
/// <param name="By">A column whose value grows with each change of a row.</param>
/// <param name="Every">The pause between two polls.</param>
public sealed record PollTerms(string By, TimeSpan Every);

/// <summary>Files that other systems put into a folder, or below the prefix of a bucket.</summary>
public sealed record FilesSource(string Name, string File, YamlLines Lines, SourceColumns Columns) : SourceDefinition(Name, File, Lines, Columns)
{
    /// <summary>The absolute path of the folder, or <c>s3://bucket/prefix</c>; null where the connection string has it.</summary>
    public string? Path { get; init; }

    /// <summary>The format of all files; null where the end of each name says it.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>The pause between two looks.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>Whether a connection string is needed: for the place itself, or for the keys of a bucket.</summary>
    public bool NeedsConnection => Path is null || Path.Contains("://", StringComparison.Ordinal);
}
