using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The text of SHOW CREATE TABLE, as Trino writes it. Pure.</summary>
internal static partial class ShowCreate
{
    public static string Of(ProductDetails product) => Table(
        Definition.Catalog, product.Name.Domain, product.Name.Product,
        product.Schema.Select(column => (column.Name, TrinoTypeName.Of(column.Type), column.Required, (string?)column.Description)), product.Description);

    public static string Of(MetadataTable table) => Table(table.Catalog, table.Schema, table.Name, table.Columns.Select(column => (column.Name, column.Type, false, (string?)null)), comment: null);

    private static string Table(string catalog, string schema, string name, IEnumerable<(string Name, string Type, bool IsRequired, string? Comment)> columns, string? comment)
    {
        var text = new StringBuilder($"CREATE TABLE {Name(catalog)}.{Name(schema)}.{Name(name)} (\n");
        text.AppendJoin(",\n", columns.Select(column =>
            $"   {Name(column.Name)} {Digits().Replace(column.Type, "(${precision}, ${scale})")}{(column.IsRequired ? " NOT NULL" : "")}{(string.IsNullOrEmpty(column.Comment) ? "" : $" COMMENT {SqlText.Quote(column.Comment)}")}"));
        text.Append("\n)");
        return string.IsNullOrEmpty(comment) ? text.ToString() : text.Append("\nCOMMENT ").Append(SqlText.Quote(comment)).ToString();
    }

    private static string Name(string name) => Plain().IsMatch(name) ? name : SqlIdentifier.Quote(name);

    [GeneratedRegex("^[a-z_][a-z0-9_]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Plain();

    // decimal(18,2) has a blank here.
    [GeneratedRegex("\\((?<precision>[0-9]+),(?<scale>[0-9]+)\\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Digits();
}
