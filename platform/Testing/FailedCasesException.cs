namespace MeshStarter.Testing;

/// <summary>Cases of a pipeline's tests do not pass.</summary>
/// <param name="message">The file, line and name of each such case, and a line for each row that is missing or extra.</param>
public sealed class FailedCasesException(string message) : Exception(message);
