using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Tests.Batches;

/// <summary>A record such as the build makes of <c>checked.daily_totals</c>, but for the columns that it leaves out.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed record DailyTotalsRow(
    [property: JsonPropertyName("day")] DateOnly Day,
    [property: JsonPropertyName("payments")] long Payments,
    [property: JsonPropertyName("total")] decimal? Total = null,
    [property: JsonPropertyName("exact")] string? Exact = null,
    [property: JsonPropertyName("at")] DateTimeOffset? At = null,
    [property: JsonPropertyName("clock")] DateTime? Clock = null,
    [property: JsonPropertyName("hour")] TimeOnly? Hour = null,
    [property: JsonPropertyName("id")] Guid? Id = null,
    [property: JsonPropertyName("ratio")] double? Ratio = null,
    [property: JsonPropertyName("part")] float? Part = null,
    [property: JsonPropertyName("level")] int? Level = null,
    [property: JsonPropertyName("is_open")] bool? IsOpen = null,
    [property: JsonPropertyName("picture")] byte[]? Picture = null,
    [property: JsonPropertyName("places")] IReadOnlyList<PlaceOfTotals?>? Places = null,
    [property: JsonPropertyName("counts")] IReadOnlyDictionary<string, long?>? Counts = null) : IPublishedRow
{
    static string IProductRow.Product => "checked.daily_totals";

    static IReadOnlyList<ColumnDefinition> IProductRow.Columns => [];
}

/// <summary>A part of <see cref="DailyTotalsRow"/>.</summary>
internal sealed record PlaceOfTotals([property: JsonPropertyName("zip_code")] string? ZipCode, [property: JsonPropertyName("share")] decimal? Share);
