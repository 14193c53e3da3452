using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Streams;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Pipelines;

/// <summary><c>mesh stream</c>: shows a domain's people its stream handlers, and lets its owners skip an event at which one fails and replay it later.</summary>
internal static class StreamCommand
{
    public static Command Create() => new("stream", "The stream handlers of a domain: how far they have come, the events at which they fail, and those that were skipped")
    {
        CreateList(), CreateSkip(), CreateDeadLetters(), CreateReplay(),
    };

    private static Command CreateList()
    {
        var format = FormatOption.OfList("handlers");
        return Create("list", "List the stream handlers of a domain, and the event and exception of each that fails", [format], async (mesh, domain, result, cancellationToken) =>
        {
            await using var list = new Listing(FormatOption.IsJson(result, format), "handler", "stream", "position", "state", "skipped");
            await list.AddPagesAsync<StreamHandlerStatus>(async _ => await mesh.GetAsync(domain, await mesh.AddressOfDomainAsync(domain, "streams", cancellationToken), cancellationToken), Text);
            if (list.IsEmpty)
            {
                await Console.Error.WriteLineAsync($"{domain}: no handler of it follows a stream.");
            }
        });
    }

    private static Command CreateSkip()
    {
        var @event = new Argument<string>("event") { Description = "The event at which the handler fails, as the list names it" };
        var handler = new Option<string?>("--handler") { Description = "The handler; needed where several fail at the event" };
        var reason = ReasonOption.Create();
        var format = FormatOption.OfOne();
        return Create("skip", "Skip the event at which a handler fails: the handler goes on after it, and it is a dead letter", [@event, handler, reason, format], async (mesh, domain, result, cancellationToken) =>
        {
            var form = new SkipForm(result.GetValue(@event), result.GetValue(reason), result.GetValue(handler));
            var answer = await mesh.PostAsync(domain, await mesh.AddressOfDomainAsync(domain, "streams/skip", cancellationToken), form, cancellationToken);
            var letter = answer.Deserialize<DeadLetter>(MeshJson.Options)!;
            await FormatOption.WriteAsync(result, format, answer, () => string.Create(CultureInfo.InvariantCulture, $"{letter.Handler} goes on after event {letter.EventId} of {letter.Reference}, which is dead letter {letter.Id}. Fix the handler, then: mesh stream replay {domain} {letter.Id}"));
        });
    }

    private static Command CreateDeadLetters()
    {
        var format = FormatOption.OfList("events");
        return Create("dead-letters", "List the events that were skipped, the newest first", [format], async (mesh, domain, result, cancellationToken) =>
        {
            await using var list = new Listing(FormatOption.IsJson(result, format), "letter", "handler", "stream", "event", "skipped", "failure", "replayed");
            await list.AddPagesAsync<DeadLetter>(
                async before => await mesh.GetAsync(domain, await mesh.AddressOfDomainAsync(domain, before is null ? "streams/dead-letters" : $"streams/dead-letters?before={before}", cancellationToken), cancellationToken),
                Text);
            if (list.IsEmpty)
            {
                await Console.Error.WriteLineAsync($"{domain}: no event was skipped.");
            }
        });
    }

    private static Command CreateReplay()
    {
        var id = new Argument<long>("dead-letter") { Description = "The number of the dead letter, as the list names it" };
        var format = FormatOption.OfOne();
        return Create("replay", "Call the handler with an event that was skipped", [id, format], async (mesh, domain, result, cancellationToken) =>
        {
            var number = result.GetValue(id).ToString(CultureInfo.InvariantCulture);
            var answer = await mesh.PostAsync(domain, await mesh.AddressOfDomainAsync(domain, $"streams/dead-letters/{number}/replay", cancellationToken), cancellationToken);
            var letter = answer.Deserialize<DeadLetter>(MeshJson.Options)!;
            await FormatOption.WriteAsync(result, format, answer, () => $"{letter.Handler} has handled event {letter.EventId} of {letter.Reference} at {Moment.Of(letter.ReplayedAt!.Value)}.");
        });
    }

    private static Command Create(string name, string description, IReadOnlyList<Symbol> more, Func<MeshRemote, string, ParseResult, CancellationToken, Task> run)
    {
        var domain = new Argument<string>("domain") { Description = "The domain, such as payments" };
        return new MeshCommand(name, description, callsDomain: true) { domain }.With(more).Run((result, mesh, cancellationToken) => run(mesh, result.GetValue(domain)!, result, cancellationToken));
    }

    private static string Text(StreamHandlerStatus handler) => string.Create(CultureInfo.InvariantCulture,
        $"{handler.Handler}\t{handler.Reference}\t{(handler.LastEventId is { } last ? $"handled {last}" : "has handled nothing yet")}\t{Text(handler.Failure)}\t{handler.DeadLetters} skipped");

    private static string Text(StreamFailure? failure) => failure is null ? "works" : string.Create(CultureInfo.InvariantCulture,
        $"fails since {Moment.Of(failure.Since)} at {(failure.EventId is { } id ? $"event {id}" : $"one of {failure.Events} events")}, {failure.Tries} tries: {VisibleText.Line($"{failure.Type}: {failure.Message}")}");

    private static string Text(DeadLetter letter) => string.Create(CultureInfo.InvariantCulture,
        $"{letter.Id}\t{letter.Handler}\t{letter.Reference}\t{letter.EventId}\tskipped {Moment.Of(letter.SkippedAt)} by {VisibleText.Line($"{letter.SkippedBy}: {letter.Reason}")}\t{VisibleText.Line($"{letter.Type}: {letter.Message}")}\t{(letter.ReplayedAt is { } at ? $"replayed {Moment.Of(at)}" : "not replayed")}");
}
