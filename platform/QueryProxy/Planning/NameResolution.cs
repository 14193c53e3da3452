using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Names as Trino reads them: <c>catalog.schema.table</c>, missing parts from the session. Case does not count. <c>orders."orders@1"</c> is a certain major version. Pure.</summary>
internal static class NameResolution
{
    public const string InformationSchema = "information_schema";

    public static ResolvedTable Resolve(TableReference reference, QuerySession session, string sql)
    {
        QueryFailure Refuse(TrinoErrorCode code, string message) => new(code, message, SqlPosition.FromByteOffset(sql, reference.Offset));

        var catalog = AsciiNames.Lower(reference.Catalog.Length > 0 ? reference.Catalog : session.Catalog ?? Sandbox.Catalog);
        if (catalog != Sandbox.Catalog)
        {
            return new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.CatalogNotFound, $"Catalog '{catalog}' not found. The mesh has one catalog: {Sandbox.Catalog}."));
        }

        var schema = AsciiNames.Lower(reference.Schema.Length > 0 ? reference.Schema : session.Schema ?? "");
        var name = AsciiNames.Lower(reference.Name);
        if (schema.Length == 0)
        {
            return new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.MissingSchemaName,
                $"Schema must be specified when session schema is not set: write domain.product, or USE a domain first ('{name}')."));
        }

        if (schema is InformationSchema or MetadataTables.Schema)
        {
            return MetadataTables.Find(schema, name) is { } table
                ? new ResolvedTable.Metadata(reference, table)
                : new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.TableNotFound, $"Table '{catalog}.{schema}.{name}' does not exist"));
        }

        return ProductReference.TryParse($"{schema}.{name}", out var id, out _)
            ? new ResolvedTable.Product(reference, id)
            : new ResolvedTable.Unknown(reference, Refuse(TrinoErrorCode.TableNotFound, $"Table '{catalog}.{schema}.{name}' does not exist"));
    }
}
