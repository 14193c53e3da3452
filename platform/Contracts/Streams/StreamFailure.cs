namespace MeshStarter.Contracts.Streams;

/// <summary>The failure of a stream handler, which is called again until it succeeds; or that of its stream, which refuses this domain.</summary>
/// <param name="Since">The time of the first try.</param>
/// <param name="Tries">The number of tries.</param>
/// <param name="EventId">The event at which it fails; null while it is not known which one of several it is.</param>
/// <param name="Events">The number of events that it got at the last try; 0 where its stream is refused.</param>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">The exception's message. It may hold a value of a row, and is for the domain's own people.</param>
public sealed record StreamFailure(DateTimeOffset Since, int Tries, string? EventId, int Events, string Type, string Message);
