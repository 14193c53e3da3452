namespace MeshStarter.QueryProxy.Planning;

/// <summary>Trees of small texts that were parsed lately, each for the subject that sent the text; the one that was used longest ago goes first.</summary>
internal sealed class ParsedTexts
{
    private const int MostTextLength = 4_000;
    private const int MostTreeBytes = 64 * 1024;
    private const int MostTexts = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Subject, string Sql), LinkedListNode<Parsed>> _texts = [];
    private readonly LinkedList<Parsed> _byUse = new();

    /// <summary>Gets the tree of a text; null where it is not known.</summary>
    public ReadOnlyMemory<byte>? Find(string subject, string sql)
    {
        if (sql.Length > MostTextLength)
        {
            return null;
        }

        lock (_lock)
        {
            if (!_texts.TryGetValue((subject, sql), out var known))
            {
                return null;
            }

            _byUse.Remove(known);
            _byUse.AddLast(known);
            return known.Value.Tree;
        }
    }

    /// <summary>Remembers a tree; a large one, and one that describes an error, is not worth it.</summary>
    public void Add(string subject, string sql, ReadOnlyMemory<byte> tree)
    {
        if (sql.Length > MostTextLength || tree.Length > MostTreeBytes || !tree.Span.StartsWith("{\"error\":false"u8))
        {
            return;
        }

        lock (_lock)
        {
            if (_texts.ContainsKey((subject, sql)))
            {
                return;
            }

            if (_texts.Count == MostTexts)
            {
                var oldest = _byUse.First!.Value;
                _byUse.RemoveFirst();
                _texts.Remove((oldest.Subject, oldest.Sql));
            }

            _texts.Add((subject, sql), _byUse.AddLast(new Parsed(subject, sql, tree)));
        }
    }

    private sealed record Parsed(string Subject, string Sql, ReadOnlyMemory<byte> Tree);
}
