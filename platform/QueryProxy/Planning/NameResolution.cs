using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Names as Trino reads them: <c>catalog.schema.table</c>, missing parts from the session. Case does not count. <c>orders."orders@1"</c> is a certain major version. Pure.</summary>
internal static class NameResolution
{
    public static ResolvedTable Resolve(TableReference reference, QuerySession session, string sql)
    {
        QueryFailure Refuse(TrinoErrorCode code, string message) => new(code, message, SqlPosition.FromByteOffset(sql, reference.Offset));

        var catalog = AsciiNames.Lower(reference.Catalog.Length > 0 ? reference.Catalog : session.Catalog ?? Definition.Catalog);
        if (MetadataTables.NoCatalog(catalog) is { } unknown)
        {
            return new ResolvedTable.Unknown(reference, Refuse(unknown.Code, unknown.Message));
        }

        var schema = AsciiNames.Lower(reference.Schema.Length > 0 ? reference.Schema : session.Schema ?? "");
        var name = AsciiNames.Lower(reference.Name);
        if (schema.Length == 0)
        {
            return new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.MissingSchemaName,
                $"Schema must be specified when session schema is not set: write domain.product, or USE a domain first ('{name}')."));
        }

        if (MetadataTables.HasSchema(catalog, schema))
        {
            if (reference.State is not null)
            {
                return new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.NotSupported, $"{schema}.{name} has one state only: a product's older states can be read."));
            }

            return MetadataTables.Find(catalog, schema, name) is { } table
                ? new ResolvedTable.Metadata(reference, table)
                : new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.TableNotFound, $"Table '{catalog}.{schema}.{name}' does not exist"));
        }

        if (catalog != Definition.Catalog)
        {
            return new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.SchemaNotFound, $"Schema '{catalog}.{schema}' does not exist"));
        }

        return name.LastIndexOf('$') is var dollar and > 0 ? History(reference, schema, name[..dollar], name[(dollar + 1)..], Refuse)
            : ProductReference.TryParse($"{schema}.{name}", out var id, out _) ? new ResolvedTable.Product(reference, id)
            : new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.TableNotFound, $"Table '{catalog}.{schema}.{name}' does not exist{VersionMeant($"{schema}.{name}")}"));
    }

    // orders.orders_v1 is the name of a version's table in Iceberg's catalog.
    private static string VersionMeant(string table) => ProductMajorVersion.TryParse(table, out var version)
        ? $". Did you mean {version.Product.Domain}.{SqlIdentifier.Quote(string.Create(CultureInfo.InvariantCulture, $"{version.Product.Product}@{version.Major}"))}?"
        : "";

    private static ResolvedTable History(TableReference reference, string schema, string product, string kind, Func<TrinoErrorCode, string, QueryFailure> refuse)
    {
        ProductHistory? known = kind switch
        {
            "snapshots" => ProductHistory.Snapshots,
            "history" => ProductHistory.History,
            "refs" => ProductHistory.Refs,
            _ => null,
        };
        return known is null || !ProductReference.TryParse($"{schema}.{product}", out var id, out _)
                ? new ResolvedTable.Unknown(reference, refuse(TrinoErrorCode.TableNotFound, $"Table '{Definition.Catalog}.{schema}.{product}${kind}' does not exist. A product has $snapshots, $history and $refs."))
            : reference.State is not null
                ? new ResolvedTable.Unknown(reference, refuse(TrinoErrorCode.NotSupported, $"{schema}.{product}${kind} has one state only; the product's own can be older."))
            : new ResolvedTable.History(reference, id, known.Value);
    }
}
