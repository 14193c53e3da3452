using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Terminal;

/// <summary>
/// Writes a list to standard output: as a table on a terminal, elsewhere a line for each item with a tab between its fields, or an object a line. A table
/// is drawn at the end, when its widths are known; lines are written as they come.
/// </summary>
/// <param name="asJson">Whether items are objects.</param>
/// <param name="headings">The headings of the table.</param>
internal sealed class Listing(bool asJson, params string[] headings) : IAsyncDisposable
{
    private readonly List<string> _items = [];

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Writes the items of all pages, or on standard error that there is none.</summary>
    public static async Task WriteAsync<T>(bool asJson, string[] headings, Func<string?, Task<JsonElement>> page, Func<T, string> text, string none)
    {
        await using var list = new Listing(asJson, headings);
        await list.AddPagesAsync(page, text);
        if (list.IsEmpty)
        {
            await Console.Error.WriteLineAsync(none);
        }
    }

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="text">Makes its text: fields with a tab between them, and indented lines with more about it.</param>
    public Task AddAsync(JsonElement item, Func<string> text)
    {
        if (!asJson)
        {
            return AddAsync(text());
        }

        IsEmpty = false;
        return Console.Out.WriteLineAsync(item.GetRawText());
    }

    /// <summary>Adds the items of all pages.</summary>
    /// <param name="page">Reads a page: the first for null, then those that the page before names as <c>next</c>.</param>
    /// <param name="text">Makes an item's text.</param>
    /// <typeparam name="T">An item.</typeparam>
    public Task AddPagesAsync<T>(Func<string?, Task<JsonElement>> page, Func<T, string> text) => AddPagesAsync((next, _) => page(next), text, int.MaxValue);

    /// <summary>Adds the items of the first pages.</summary>
    /// <param name="page">Reads a page, as above, which needs no more items than the number says.</param>
    /// <param name="text">Makes an item's text.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="items">The name of a page's items.</param>
    /// <typeparam name="T">An item.</typeparam>
    /// <returns>Whether there are further pages.</returns>
    public async Task<bool> AddPagesAsync<T>(Func<string?, int, Task<JsonElement>> page, Func<T, string> text, int limit, string items = "items")
    {
        string? next = null;
        do
        {
            OutputReader.Require();
            var answer = await page(next, limit);
            foreach (var item in answer.GetProperty(items).EnumerateArray().Take(limit))
            {
                await AddAsync(item, () => text(item.Deserialize<T>(MeshJson.Options)!));
                limit--;
            }

            next = answer.TryGetProperty("next", out var follows) && follows.ValueKind != JsonValueKind.Null ? $"{follows}" : null;
        }
        while (next is not null && limit > 0);
        return next is not null;
    }

    /// <summary>Adds an item of a list that is not written as objects.</summary>
    /// <param name="text">Its fields with a tab between them, and indented lines with more about it.</param>
    public Task AddAsync(string text)
    {
        IsEmpty = false;
        if (!TerminalConsole.IsOutput)
        {
            return Console.Out.WriteLineAsync(text);
        }

        _items.Add(text);
        return Task.CompletedTask;
    }

    /// <summary>Draws the table.</summary>
    public ValueTask DisposeAsync()
    {
        if (_items.Count > 0)
        {
            Draw();
        }

        return ValueTask.CompletedTask;
    }

    private void Draw() => new TerminalTable(TerminalConsole.Output(), headings).Draw(_items.ConvertAll(Parts));

    // More fields than headings are in the last one.
    private (string[] Fields, string[] Lines) Parts(string item)
    {
        var lines = item.Split('\n', StringSplitOptions.TrimEntries);
        var fields = lines[0].Split('\t', headings.Length);
        fields[^1] = fields[^1].Replace("\t", "  ", StringComparison.Ordinal);
        return ([.. fields.Concat(Enumerable.Repeat("", headings.Length - fields.Length)).Select(VisibleText.Of)], [.. lines.Skip(1).Where(line => line.Length > 0).Select(VisibleText.Of)]);
    }
}
