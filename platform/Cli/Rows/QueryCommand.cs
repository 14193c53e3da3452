using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;

namespace MeshStarter.Cli.Rows;

/// <summary><c>mesh query</c>: runs a SQL query and writes the rows to stdout, or to a file.</summary>
internal static class QueryCommand
{
    private const string Table = "table";
    private const string Csv = "csv";

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal)
    {
        [Table] = "text/csv",
        [Csv] = "text/csv",
        ["json"] = "application/x-ndjson",
        ["arrow"] = "application/vnd.apache.arrow.stream",
        ["parquet"] = "application/vnd.apache.parquet",
    };

    public static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "The question, such as \"SELECT * FROM orders.orders LIMIT 10\"; - reads it from standard input" };
        var format = new Option<string?>("--format") { Description = "How rows are written: table (on a terminal where nothing is given), csv (elsewhere), json (an object a line), arrow or parquet" };
        format.AcceptOnlyFromAmong([.. MediaTypes.Keys]);
        var file = new Option<string?>("--output") { Description = "The file to write; without it rows go to standard output" };
        var purpose = new Option<string?>("--purpose") { Description = "What the rows are read for; one of the token's purposes, where it has some" };
        purpose.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !(text.Length > 0 && text.All(c => c is >= ' ' and <= '~')))
            {
                result.AddError("--purpose: write letters, digits and signs of ASCII.");
            }
        });
        var options = new MeshOptions();
        var command = new Command("query", "Ask the mesh in SQL; Ctrl+C cancels the query") { sql, format, file, purpose };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = result.GetValue(file);
            var isTerminal = path is null && !Console.IsOutputRedirected;
            var form = result.GetValue(format) ?? (isTerminal ? Table : Csv);
            if (isTerminal && form is ("arrow" or "parquet"))
            {
                throw new CliException(CliExitCodes.Usage, $"--format: {form} is not for a terminal. Name a file with --output.");
            }

            using var mesh = options.Open(result);
            var text = result.GetValue(sql)! is "-" ? await Console.In.ReadToEndAsync(cancellationToken) : result.GetValue(sql)!;
            await mesh.QueryAsync(text, MediaTypes[form], result.GetValue(purpose), (rows, cancelled) => WriteAsync(rows, form, path, isTerminal, cancelled), cancellationToken);
            return CliExitCodes.Success;
        });
        return command;
    }

    private static async Task WriteAsync(Stream rows, string form, string? path, bool isTerminal, CancellationToken cancellationToken)
    {
        if (path is not null)
        {
            await OutputFile.WriteAsync(path, file => CopyAsync(rows, form, file, cancellationToken));
            return;
        }

        // A file or another program gets the rows as they are.
        await using var output = isTerminal ? new VisibleStream(Console.Out) : Console.OpenStandardOutput();
        await CopyAsync(rows, form, output, cancellationToken);
    }

    private static async Task CopyAsync(Stream rows, string form, Stream output, CancellationToken cancellationToken)
    {
        if (form != Table)
        {
            await rows.CopyToAsync(output, cancellationToken);
            return;
        }

        await using var writer = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        var count = await new RowTable(writer).WriteAsync(CsvFields.ReadAsync(rows, cancellationToken));
        await writer.FlushAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"{Words.Count(count, "row")}.");
    }
}
