using System.CommandLine;
using System.Globalization;
using MeshStarter.Cli.Commands;
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
        var domain = Domain();
        return new MeshCommand("list", "List the stream handlers of a domain, and the event and exception of each that fails", callsDomain: true) { domain }.List<StreamHandlerStatus>(
            ["handler", "stream", "position", "state", "skipped"],
            (result, mesh, _, cancellationToken) => mesh.DomainAsync(HttpMethod.Get, result.GetValue(domain)!, "streams", body: null, cancellationToken),
            Text, result => $"{result.GetValue(domain)}: no handler of it follows a stream.", "handlers");
    }

    private static Command CreateSkip()
    {
        var domain = Domain();
        var @event = new Argument<string>("event") { Description = "The event at which the handler fails, as the list names it" };
        var handler = new Option<string?>("--handler") { Description = "The handler; needed where several fail at the event" };
        var reason = ReasonOption.Create();
        return new MeshCommand("skip", "Skip the event at which a handler fails: the handler goes on after it, and it is a dead letter", callsDomain: true) { domain, @event, handler, reason }.Show<DeadLetter>(
            (result, mesh, cancellationToken) =>
                mesh.DomainAsync(HttpMethod.Post, result.GetValue(domain)!, "streams/skip", new SkipForm(result.GetValue(@event), result.GetValue(reason), result.GetValue(handler)), cancellationToken),
            (result, letter) => string.Create(CultureInfo.InvariantCulture, $"{letter.Handler} goes on after event {letter.EventId} of {letter.Reference}, which is dead letter {letter.Id}. Fix the handler, then: mesh stream replay {result.GetValue(domain)} {letter.Id}"));
    }

    private static Command CreateDeadLetters()
    {
        var domain = Domain();
        return new MeshCommand("dead-letters", "List the events that were skipped, the newest first", callsDomain: true) { domain }.List<DeadLetter>(
            ["letter", "handler", "stream", "event", "skipped", "failure", "replayed"],
            (result, mesh, before, cancellationToken) => mesh.DomainAsync(HttpMethod.Get, result.GetValue(domain)!, before is null ? "streams/dead-letters" : $"streams/dead-letters?before={before}", body: null, cancellationToken),
            Text, result => $"{result.GetValue(domain)}: no event was skipped.", "events");
    }

    private static Command CreateReplay()
    {
        var domain = Domain();
        var id = new Argument<long>("dead-letter") { Description = "The number of the dead letter, as the list names it" };
        return new MeshCommand("replay", "Call the handler with an event that was skipped", callsDomain: true) { domain, id }.Show<DeadLetter>(
            (result, mesh, cancellationToken) => mesh.DomainAsync(HttpMethod.Post, result.GetValue(domain)!, string.Create(CultureInfo.InvariantCulture, $"streams/dead-letters/{result.GetValue(id)}/replay"), body: null, cancellationToken),
            letter => $"{letter.Handler} has handled event {letter.EventId} of {letter.Reference} at {Moment.Of(letter.ReplayedAt!.Value)}.");
    }

    private static Argument<string> Domain() => new("domain") { Description = "The domain, such as payments" };

    private static string Text(StreamHandlerStatus handler) => string.Create(CultureInfo.InvariantCulture,
        $"{handler.Handler}\t{handler.Reference}\t{(handler.LastEventId is { } last ? $"handled {last}" : "has handled nothing yet")}\t{Text(handler.Failure)}\t{handler.DeadLetters} skipped");

    private static string Text(StreamFailure? failure) => failure is null ? "works" : string.Create(CultureInfo.InvariantCulture,
        $"fails since {Moment.Of(failure.Since)}{(failure.EventId is { } id ? $" at event {id}" : failure.Events == 0 ? "" : $" at one of {failure.Events} events")}, {failure.Tries} tries: {VisibleText.Line($"{failure.Type}: {failure.Message}")}");

    private static string Text(DeadLetter letter) => string.Create(CultureInfo.InvariantCulture,
        $"{letter.Id}\t{letter.Handler}\t{letter.Reference}\t{letter.EventId}\tskipped {Moment.Of(letter.SkippedAt)} by {VisibleText.Line($"{letter.SkippedBy}: {letter.Reason}")}\t{VisibleText.Line($"{letter.Type}: {letter.Message}")}\t{(letter.ReplayedAt is { } at ? $"replayed {Moment.Of(at)}" : "not replayed")}");
}
