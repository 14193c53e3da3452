using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Rows;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>Refuses tables that cannot be a product's source as they are.</summary>
internal static class TableRefusal
{
    /// <summary>The statement that has every update and delete sent with the whole old row.</summary>
    public static string FullIdentity(PostgresSource source) => $"ALTER TABLE {source.QuotedTable} REPLICA IDENTITY FULL;";

    /// <summary>The statements that have all rows of the table published with all columns. <c>SET TABLE</c> would take other tables out of the publication.</summary>
    public static string Republish(PostgresSource source)
    {
        var publication = PostgresNames.Quote(source.Publication);
        return $"ALTER PUBLICATION {publication} DROP TABLE {source.QuotedTable}; ALTER PUBLICATION {publication} ADD TABLE {source.QuotedTable};";
    }

    /// <summary>Refuses a table that is not there. Changes of a followed one may be missing.</summary>
    public static SourceRefusedException Missing(PostgresSource source) => new(source.Problem(
        "table",
        $"there is no table {source.Schema}.{source.Table} in the database of {source.Name}.",
        $"name one that is there{(source.Poll is null ? "; where another was read before, run mesh source snapshot" : "")}."))
    {
        NeedsSnapshot = source.Poll is null,
    };

    /// <summary>Requires every column of the product.</summary>
    /// <param name="source">The source.</param>
    /// <param name="isThere">Whether a column is there.</param>
    /// <param name="isFollowed">Whether the columns are those of changes, of which a publication may have fewer than the table.</param>
    /// <exception cref="SourceRefusedException">One is not there.</exception>
    public static void RequireColumns(PostgresSource source, Func<string, bool> isThere, bool isFollowed)
    {
        if (source.Columns.All.FirstOrDefault(column => !isThere(column.Name)) is { } missing)
        {
            throw new SourceRefusedException(source.Problem(
                $"columns.{missing.Column.Name}",
                $"table {source.Schema}.{source.Table} of {source.Name} has no column {missing.Name}, which {missing.Column.Name} is read from{(isFollowed ? $", or publication {source.Publication} does not send it" : "")}.",
                $"name the column that it is read from now (columns: {{ {missing.Column.Name}: … }}), or add the column to the table again{(isFollowed ? $", or have all columns published: {Republish(source)}" : "")}; then run mesh source snapshot."))
            { NeedsSnapshot = true };
        }
    }

    /// <summary>Requires that changes are sent with every column of the product.</summary>
    /// <exception cref="SourceRefusedException">One is not sent.</exception>
    public static void RequireSent(PostgresSource source, Func<string, bool> isSent)
    {
        if (source.Columns.All.FirstOrDefault(column => !isSent(column.Name)) is { } missing)
        {
            throw new SourceRefusedException(source.Problem(
                $"columns.{missing.Column.Name}",
                $"changes of {source.Schema}.{source.Table} in {source.Name} are sent without column {missing.Name}: it is generated, or not in the columns of publication {source.Publication}.",
                $"have all columns published: {Republish(source)} or, for a generated column, poll the table (key poll)."))
            { NeedsSnapshot = true };
        }
    }

    /// <summary>Requires that updates and deletes are sent with the columns of the product's key.</summary>
    /// <param name="source">The source.</param>
    /// <param name="isIdentity">Whether a column is sent.</param>
    /// <param name="isFollowed">Whether its changes are read already: those before the fix stay as they were sent.</param>
    /// <exception cref="SourceRefusedException">They are not.</exception>
    public static void RequireIdentity(PostgresSource source, Func<string, bool> isIdentity, bool isFollowed)
    {
        if (source.Columns.Key.FirstOrDefault(column => !isIdentity(column.Name)) is { } missing)
        {
            throw new SourceRefusedException(source.Problem(
                "table",
                $"deletes of {source.Schema}.{source.Table} are sent without column {missing.Name}, which is in the product's key.",
                $"run in the source's database: {FullIdentity(source)}{(isFollowed ? " then mesh source snapshot, since changes before it stay without the column." : "")}"))
            { NeedsSnapshot = isFollowed };
        }
    }

    /// <summary>Refuses an update without the value of a column.</summary>
    public static SourceRefusedException Toast(PostgresSource source, SourceColumn column) => new(source.Problem(
        "table",
        $"an update of {source.Schema}.{source.Table} was sent without the value of column {column.Name}, which it left unchanged and the server stores apart (TOAST).",
        $"run in the source's database: {FullIdentity(source)} then mesh source snapshot, since changes before it stay without the value."))
    {
        NeedsSnapshot = true,
    };
}
