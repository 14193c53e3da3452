using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>The key <c>window</c>: <c>{ column: sale_date, size: 1 day, zone: America/Sao_Paulo, from: 2016-09-01 }</c>.</summary>
internal sealed class WindowSection
{
    private const int FirstYear = 1900;
    private const int LastYear = 2200;

    private static readonly Dictionary<string, WindowSize> Sizes = Enum.GetValues<WindowSize>().ToDictionary(size => $"1 {WireNames.Of(size)}", StringComparer.Ordinal);

    /// <summary>The texts of the sizes.</summary>
    public static IEnumerable<string> SizeForms => Sizes.Keys;

    private WindowSection()
    {
    }

    /// <summary>Whether the file has the key, be it readable or not.</summary>
    public bool IsPresent { get; private init; }

    /// <summary>The windows; null where there are none, or something is wrong with them, which is noted.</summary>
    public PipelineWindow? Terms { get; private init; }

    /// <summary>The size; null where none can be read.</summary>
    public WindowSize? Size { get; private init; }

    /// <summary>The zone; null where none can be read.</summary>
    public string? Zone { get; private init; }

    public static WindowSection Read(YamlSection pipeline, DataProductDescriptor product)
    {
        if (pipeline.Section("window", "\"column: sale_date\", \"size: 1 day\" and \"from: 2016-09-01\"") is not { } section)
        {
            return new WindowSection { IsPresent = pipeline.Find("window") is not null };
        }

        var column = section.RequiredScalar("column", $"Name the column of {product.Name} that says in which window a row is.");
        var size = SizeOf(section);
        var zone = section.Find("zone") is null ? "UTC" : section.Zone();
        var from = FromOf(section);
        section.RefuseOthers();
        var name = column is null ? null : ColumnOf(column, product, size, section.Issues);
        return new WindowSection
        {
            IsPresent = true,
            Size = size,
            Zone = zone,
            Terms = name is not null && size is not null && zone is not null && from is not null ? new PipelineWindow(name, size.Value, zone, from.Value) : null,
        };
    }

    private static WindowSize? SizeOf(YamlSection section)
    {
        if (section.RequiredScalar("size", $"Write one of {Forms}.") is not { } text)
        {
            return null;
        }

        if (Sizes.TryGetValue(text.Text.Trim(), out var size))
        {
            return size;
        }

        var nearest = Suggestion.Nearest(text.Text, Sizes.Keys) is { } form ? $"Did you mean \"{form}\"? " : "";
        section.Issues.Error(text, "window.size", $"{Quoted.Text(text.Text)} is not the size of a window.", $"{nearest}Write one of {Forms}.");
        return null;
    }

    private static string Forms => string.Join(", ", Sizes.Keys.Select(form => $"\"{form}\""));

    private static DateOnly? FromOf(YamlSection section) => section.Issues.Parsed(
        section.RequiredScalar("from", "Name the local day of the first window, such as \"from: 2016-09-01\"."),
        (string text, out DateOnly day) => DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= FirstYear and <= LastYear,
        "window.from",
        $"is not a day from {FirstYear} to {LastYear}.",
        "Write year, month and day, such as 2016-09-01.");

    private static string? ColumnOf(YamlScalar text, DataProductDescriptor product, WindowSize? size, YamlIssues issues)
    {
        if (SectionValues.Column(text, product.Schema, product.Name.ToString(), issues) is not { } column)
        {
            return null;
        }

        if (!WindowColumns.Accepts(size ?? WindowSize.Day, column.Type))
        {
            issues.Error(text, "window.type", $"{column.Name} is {column.Type}, which does not divide rows into windows.", $"Name a column of type {WindowColumns.TypesFor(size ?? WindowSize.Day)}.");
            return null;
        }

        if (!column.Required)
        {
            issues.Error(text, "window.required", $"Rows without a {column.Name} would be in no window.", $"Write \"required: true\" at {column.Name} in the schema of data-product.yaml.");
            return null;
        }

        return column.Name;
    }
}
