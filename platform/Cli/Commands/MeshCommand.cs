using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Cli.Commands;

/// <summary>A command that calls a running mesh, with the options that name it.</summary>
internal sealed class MeshCommand : Command
{
    private readonly MeshOptions _options = new();
    private readonly Option<Uri?>? _service;

    /// <param name="name">Its verb.</param>
    /// <param name="description">The text of its help.</param>
    /// <param name="callsDomain">Whether it calls the service of a domain, whose address an option may name.</param>
    public MeshCommand(string name, string description, bool callsDomain = false)
        : base(name, description) => _service = callsDomain ? MeshOptions.Service() : null;

    /// <summary>Adds arguments and options of its own.</summary>
    public MeshCommand With(IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                Arguments.Add(argument);
            }
            else
            {
                Options.Add((Option)symbol);
            }
        }

        return this;
    }

    /// <summary>Gives the command what it does, which returns the exit code.</summary>
    public MeshCommand Run(Func<ParseResult, MeshRemote, CancellationToken, Task<int>> run)
    {
        if (_service is not null)
        {
            Options.Add(_service);
        }

        _options.AddTo(this);
        SetAction(async (result, cancellationToken) =>
        {
            using var mesh = _options.Open(result, _service is null ? null : result.GetValue(_service));
            return await run(result, mesh, cancellationToken);
        });
        return this;
    }

    /// <summary>Gives the command what it does, which succeeds where it does not throw.</summary>
    public MeshCommand Run(Func<ParseResult, MeshRemote, CancellationToken, Task> run) => Run(async (result, mesh, cancellationToken) =>
    {
        await run(result, mesh, cancellationToken);
        return CliExitCodes.Success;
    });

    /// <summary>Gives the command a call, whose answer it writes: as it is, or as text.</summary>
    /// <typeparam name="T">What the answer is.</typeparam>
    public MeshCommand Show<T>(Func<ParseResult, MeshRemote, CancellationToken, Task<JsonElement>> call, Func<T, string> text) => Show<T>(call, (_, answer) => text(answer));

    /// <summary>As above, where the text also depends on the command line.</summary>
    public MeshCommand Show<T>(Func<ParseResult, MeshRemote, CancellationToken, Task<JsonElement>> call, Func<ParseResult, T, string> text)
    {
        var format = FormatOption.OfOne();
        Options.Add(format);
        return Run(async (result, mesh, cancellationToken) =>
        {
            var answer = await call(result, mesh, cancellationToken);
            await FormatOption.WriteAsync(result, format, answer, () => text(result, answer.Deserialize<T>(MeshJson.Options)!));
        });
    }

    /// <summary>Gives the command a list, which it reads page after page: the first for null, then those that the page before names as <c>next</c>.</summary>
    /// <typeparam name="T">An item.</typeparam>
    public MeshCommand List<T>(string[] headings, Func<ParseResult, MeshRemote, string?, CancellationToken, Task<JsonElement>> page, Func<T, string> text, Func<ParseResult, string> none, string items = "they")
    {
        var format = FormatOption.OfList(items);
        Options.Add(format);
        return Run((result, mesh, cancellationToken) => Listing.WriteAsync(FormatOption.IsJson(result, format), headings, next => page(result, mesh, next, cancellationToken), text, none(result)));
    }
}
