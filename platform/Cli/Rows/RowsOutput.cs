using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;

namespace MeshStarter.Cli.Rows;

/// <summary>The rows of a query on standard output, or in a file, in one of their forms: the options of the commands that write them.</summary>
internal sealed class RowsOutput
{
    private const string Table = "table";
    private const string Csv = "csv";

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal)
    {
        [Table] = "text/csv",
        [Csv] = "text/csv",
        ["json"] = MeshRemote.JsonLines,
        ["arrow"] = "application/vnd.apache.arrow.stream",
        ["parquet"] = "application/vnd.apache.parquet",
    };

    private readonly Option<string?> _format = new("--format") { Description = "How rows are written: table (on a terminal where nothing is given), csv (elsewhere), json (an object a line), arrow or parquet" };
    private readonly Option<string?> _file = new("--output") { Description = "The file to write; without it rows go to standard output" };
    private readonly Option<string?> _purpose = new("--purpose") { Description = "What the rows are read for; one of the token's purposes, where it has some" };

    public RowsOutput()
    {
        _format.AcceptOnlyFromAmong([.. MediaTypes.Keys]);
        GivenPath.RefuseFolder(_file);
        _purpose.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !(text.Length > 0 && text.All(c => c is >= ' ' and <= '~')))
            {
                result.AddError("--purpose: write letters, digits and signs of ASCII.");
            }
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_file);
        command.Options.Add(_purpose);
    }

    /// <summary>Runs a query and writes its rows.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">The mesh.</param>
    /// <param name="read">Gets the query.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="CliException">The mesh refuses the query, or the rows cannot be written.</exception>
    public async Task WriteAsync(ParseResult result, MeshOptions options, Func<CancellationToken, Task<string>> read, CancellationToken cancellationToken)
    {
        var path = result.GetValue(_file);
        var isTerminal = path is null && !Console.IsOutputRedirected;
        var form = result.GetValue(_format) ?? (isTerminal ? Table : Csv);
        if (isTerminal && form is ("arrow" or "parquet"))
        {
            throw new CliException(CliExitCodes.Usage, $"--format: {form} is not for a terminal. Name a file with --output.");
        }

        using var mesh = options.Open(result);
        await mesh.QueryAsync(await read(cancellationToken), MediaTypes[form], result.GetValue(_purpose), (rows, cancelled) => WriteAsync(rows, form, path, isTerminal, cancelled), cancellationToken);
    }

    private static async Task WriteAsync(Stream rows, string form, string? path, bool isTerminal, CancellationToken cancellationToken)
    {
        if (path is not null)
        {
            await OutputFile.WriteAsync(path, file => CopyAsync(rows, form, file, cancellationToken));
            return;
        }

        // A file or another program gets the rows as they are.
        await using var output = isTerminal ? new VisibleStream(Console.Out) : (Stream)new RedirectedStream();
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
