namespace MeshStarter.QueryProxy.Direct;

/// <summary>A query failed after its first rows were sent: the answer ends without its end, so that nobody takes it for complete.</summary>
internal sealed class AnswerBrokenOffException(string errorName) : Exception($"The query failed midway ({errorName}); its answer is broken off.");
