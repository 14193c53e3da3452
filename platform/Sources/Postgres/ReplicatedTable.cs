using MeshStarter.Platform.Sources.Definitions;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>Makes steps of the messages about the source's table, by the columns that the table has at the time.</summary>
internal sealed class ReplicatedTable(PostgresSource source)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, string> _types = new(TextCast.Types);
    private Func<string, string>?[] _casts = [];
    private string?[] _old = [];
    private string?[] _new = [];
    private bool[] _unchanged = [];

    /// <summary>Whether a message is about the source's table; a publication may have others.</summary>
    public bool Is(RelationMessage relation) => relation.Namespace == source.Schema && relation.RelationName == source.Table;

    /// <summary>Takes a type that the server was not made with, which is sent before the first table that has it.</summary>
    public void Take(TypeMessage type)
    {
        // Of a domain it has the name of the base type. The protocol leaves out the name of the schema pg_catalog.
        if (type.Namespace.Length == 0)
        {
            _types[type.TypeId] = type.Name;
        }
    }

    /// <summary>Takes the table's columns, which the server sends before its first row and after each change of them.</summary>
    /// <exception cref="SourceRefusedException">A column is missing that the product has, or the key is not sent with deletes.</exception>
    public void Take(RelationMessage relation)
    {
        _places.Clear();
        _casts = [.. relation.Columns.Select(column => TextCast.Of(_types.GetValueOrDefault(column.DataTypeId)))];
        HashSet<string> identity = new(StringComparer.Ordinal);
        foreach (var column in relation.Columns)
        {
            _places.Add(column.ColumnName, _places.Count);
            if (column.Flags.HasFlag(RelationMessage.Column.ColumnFlags.PartOfKey))
            {
                identity.Add(column.ColumnName);
            }
        }

        (_old, _new, _unchanged) = (new string?[_places.Count], new string?[_places.Count], new bool[_places.Count]);
        TableRefusal.RequireColumns(source, _places.ContainsKey, isFollowed: true);
        TableRefusal.RequireIdentity(source, identity.Contains, isFollowed: true);
    }

    /// <summary>Reads a row that was inserted.</summary>
    public async Task<IReadOnlyList<ChangeStep>> InsertedAsync(ReplicationTuple row, CancellationToken cancellationToken)
    {
        await ReadAsync(row, _new, _unchanged, cancellationToken);
        return [new RowWritten(source.Columns.Row(NewText))];
    }

    /// <summary>Reads a row that was updated.</summary>
    /// <param name="old">Its old key, or the whole old row; null where the key is as it was.</param>
    /// <param name="isFull">Whether <paramref name="old"/> is the whole row.</param>
    /// <param name="row">The new row.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceRefusedException">A value was not sent because it is unchanged and stored apart.</exception>
    public async Task<IReadOnlyList<ChangeStep>> UpdatedAsync(ReplicationTuple? old, bool isFull, ReplicationTuple row, CancellationToken cancellationToken)
    {
        if (old is not null)
        {
            await ReadAsync(old, _old, _unchanged, cancellationToken);
        }

        await ReadAsync(row, _new, _unchanged, cancellationToken);
        foreach (var column in source.Columns.All.Where(column => _unchanged[_places[column.Name]]))
        {
            var place = _places[column.Name];
            _new[place] = isFull ? _old[place] : throw TableRefusal.Toast(source, column);
        }

        var written = new RowWritten(source.Columns.Row(NewText));
        return old is null || source.Columns.Key.All(column => OldText(column.Name) == NewText(column.Name)) ? [written] : [new RowDeleted(source.Columns.KeyOf(OldText)), written];
    }

    /// <summary>Reads the key of a row that was deleted.</summary>
    public async Task<IReadOnlyList<ChangeStep>> DeletedAsync(ReplicationTuple old, CancellationToken cancellationToken)
    {
        await ReadAsync(old, _old, _unchanged, cancellationToken);
        return [new RowDeleted(source.Columns.KeyOf(OldText))];
    }

    private string? NewText(string column) => _new[_places[column]];

    private string? OldText(string column) => _old[_places[column]];

    private async Task ReadAsync(ReplicationTuple tuple, string?[] texts, bool[] unchanged, CancellationToken cancellationToken)
    {
        var place = 0;
        await foreach (var value in tuple.WithCancellation(cancellationToken))
        {
            unchanged[place] = value.IsUnchangedToastedValue;
            var text = value.IsDBNull || value.IsUnchangedToastedValue ? null : await value.Get<string>(cancellationToken);
            texts[place] = text is not null && _casts[place] is { } cast ? cast(text) : text;
            place++;
        }
    }
}
