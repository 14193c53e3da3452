using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Policy.Decisions;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports.Rest;

/// <summary>A request for a page of a REST port: <c>?limit=100&amp;after=…&amp;status=shipped</c>.</summary>
/// <param name="Limit">The most rows in the page.</param>
/// <param name="SnapshotId">The snapshot of the page; null for the current one.</param>
/// <param name="Offset">The number of rows in the pages before.</param>
/// <param name="Filters">Columns and the values that they must have, compared as the reader sees them, each in the text that rows have.</param>
internal sealed record RestQuery(int Limit, long? SnapshotId, long Offset, IReadOnlyList<(ColumnDefinition Column, string Value)> Filters)
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1_000;
    private static readonly string[] Reserved = ["limit", "after"];

    /// <summary>Reads the query string; returns the problem when it is invalid.</summary>
    public static (RestQuery? Query, string? Problem) Read(IQueryCollection query, IReadOnlyList<ColumnDefinition> schema)
    {
        var limit = DefaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } limitText && (!int.TryParse(limitText, out limit) || limit is < 1 or > MaximumLimit))
        {
            return (null, $"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var (snapshotId, offset) = (default(long?), 0L);
        if (query["after"].ToString() is { Length: > 0 } after)
        {
            if (after.Split(':') is not [var id, var rows] || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var pinned)
                || !long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out offset) || offset > long.MaxValue - MaximumLimit)
            {
                return (null, "after: must be the next of a page before, or be left out.");
            }

            snapshotId = pinned;
        }

        var filterable = schema.Where(column => column.Type is PrimitiveType or DecimalType);
        List<(ColumnDefinition, string)> filters = [];
        foreach (var (name, value) in query.Where(pair => !Reserved.Contains(pair.Key, StringComparer.Ordinal)))
        {
            if (filterable.FirstOrDefault(each => each.Name == name) is not { } column)
            {
                return (null, $"{name}: is not a column that rows can be filtered by. Use {string.Join(", ", Reserved.Concat(filterable.Select(each => each.Name)))}.");
            }

            if (value.Count > 1)
            {
                return (null, $"{name}: is there {value.Count} times; rows are filtered by one value of a column.");
            }

            // SQL cannot contain it either: the engine reads the text up to it.
            if (value.ToString().Contains('\0', StringComparison.Ordinal))
            {
                return (null, $"{name}: no value has the character U+0000.");
            }

            if (TextOf(value.ToString(), column.Type) is not { } wanted)
            {
                return (null, NotOfType(column));
            }

            filters.Add((column, wanted));
        }

        return (new RestQuery(limit, snapshotId, offset, filters), null);
    }

    /// <summary>The problem where the engine cannot cast the values of floating-point columns; null without such filters.</summary>
    public string? CastProblem => Filters.Where(filter => !ColumnText.HasOneText(filter.Column.Type) && !IsBinary(filter.Column.Type)).Select(filter => NotOfType(filter.Column)).ToList() is { Count: > 0 } problems
        ? string.Join(' ', problems)
        : null;

    /// <summary>Whether rows of a product are ordered by their places: a reader who does not see a part of the key cannot distinguish rows by it.</summary>
    public static bool NeedsPlaces(DataProductDescriptor product, PolicyDecision decision) => product.Key.Any(decision.Masks.ContainsKey);

    /// <summary>
    /// Returns a SELECT of the page's rows as the reader sees them, ordered by the visible key; one row more than the limit shows that
    /// another page follows.
    /// </summary>
    /// <param name="rows">The product's rows, with their places when <see cref="NeedsPlaces"/> is true.</param>
    /// <param name="product">The product.</param>
    /// <param name="decision">The reader's filters and masks.</param>
    public string Sql(string rows, DataProductDescriptor product, PolicyDecision decision)
    {
        if (!NeedsPlaces(product, decision))
        {
            return Sql(decision.VisibleRows(rows, product.Schema), product.Key);
        }

        var places = TableRows.Places.Select(place => place.Name).ToList();
        var page = Sql(decision.VisibleRows(rows, [.. product.Schema, .. TableRows.Places]), [.. product.Key.Where(column => !decision.Masks.ContainsKey(column)), .. places]);
        return $"SELECT * EXCLUDE ({string.Join(", ", places.Select(SqlIdentifier.Quote))}) FROM ({page})";
    }

    private string Sql(string view, IReadOnlyList<string> order)
    {
        var where = Filters.Count == 0 ? "" : " WHERE " + string.Join(" AND ", Filters.Select(filter =>
            $"{SqlIdentifier.Quote(filter.Column.Name)} = {Literal(filter.Value, filter.Column.Type)}"));
        var by = order.Count == 0 ? "" : $" ORDER BY {string.Join(", ", order.Select(SqlIdentifier.Quote))}";
        return $"SELECT * FROM ({view}){where}{by} LIMIT {Limit + 1} OFFSET {Offset}";
    }

    private static string NotOfType(ColumnDefinition column) => $"{column.Name}: a value to filter by is not of its column's type, {column.Type}. Write it as the rows have it.";

    // The engine's casts round (12.345 would find 12.35), so that they get only what rows can have. No text is the one of a floating-point number.
    private static string? TextOf(string text, ColumnType type) =>
        ColumnText.HasOneText(type) ? ColumnText.Canonical(text, type)
        : IsBinary(type) ? Base64(text)
        : text;

    private static string? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out var length) ? Convert.ToBase64String(bytes, 0, length) : null;
    }

    private static string Literal(string text, ColumnType type) =>
        IsBinary(type) ? $"from_base64({SqlText.Quote(text)})" : $"CAST({SqlText.Quote(text)} AS {type.ToDuckDb()})";

    private static bool IsBinary(ColumnType type) => type is PrimitiveType { Kind: PrimitiveKind.Binary };

    /// <summary>Returns the value of <c>after</c> for the next page.</summary>
    public string Next(long snapshotId) => $"{snapshotId}:{Offset + Limit}";
}
