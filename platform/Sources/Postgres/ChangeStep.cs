using System.Text.Json;
using NpgsqlTypes;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>A step of a table's changes, in the order of the source's commits.</summary>
public abstract record ChangeStep;

/// <summary>A row that was inserted or updated.</summary>
/// <param name="Row">The row, by the product's columns.</param>
public sealed record RowWritten(JsonElement Row) : ChangeStep;

/// <summary>A row that was deleted, or whose key was changed.</summary>
/// <param name="Key">The key, by the product's columns.</param>
public sealed record RowDeleted(JsonElement Key) : ChangeStep;

/// <summary>The table was emptied.</summary>
public sealed record TableTruncated : ChangeStep;

/// <summary>A transaction of the source has ended; its changes are the steps since the last end.</summary>
/// <param name="Position">The position after it.</param>
/// <param name="IsFollowed">Whether more is here already, so that both can be committed as one.</param>
public sealed record TransactionEnded(NpgsqlLogSequenceNumber Position, bool IsFollowed) : ChangeStep;

/// <summary>Nothing of the table came for a while.</summary>
/// <param name="Position">The position up to which nothing is missing.</param>
public sealed record FeedIdle(NpgsqlLogSequenceNumber Position) : ChangeStep;
