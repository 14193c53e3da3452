namespace MeshStarter.DuckDb;

/// <summary>A function of the process refuses its arguments. The query ends with the message, as an error of the kind <see cref="DuckDbErrorKind.InvalidInput"/>.</summary>
/// <param name="message">What the query's error says.</param>
public sealed class DuckDbFunctionException(string message) : Exception(message);
