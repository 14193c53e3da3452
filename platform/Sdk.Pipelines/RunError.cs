using MeshStarter.DuckDb;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Says why a run failed, and whether a further try may help.</summary>
internal static class RunError
{
    private const int LongestText = 2_000;

    /// <summary>Whether the same run fails again: the contract, a policy or a check refuses it.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="areInputsNew">Whether its inputs were pinned in this try: later a state may be gone.</param>
    public static bool IsFinal(Exception exception, bool areInputsNew) => exception switch
    {
        ContractViolationException or BatchQuarantinedException or PipelineRefusedException => true,
        SubscriptionRefusedException { IsStateGone: true } => false,
        SubscriptionRefusedException => areInputsNew,
        DuckDbException engine => engine.Kind is not (DuckDbErrorKind.IO or DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.Interrupt),
        _ => false,
    };

    /// <summary>The text for people who may operate the product. It quotes no value of a row.</summary>
    public static string Of(Exception exception)
    {
        var text = exception switch
        {
            DuckDbException { Kind: DuckDbErrorKind.Parser or DuckDbErrorKind.Syntax or DuckDbErrorKind.Binder or DuckDbErrorKind.Catalog } engine => engine.Message.Split('\n', 2)[0].Trim(),
            // What the engine says of a row may quote a value.
            DuckDbException engine => $"A value of the inputs, or the work it takes, is more than the SELECT can do ({engine.Kind}).",
            BatchQuarantinedException quarantined => $"{quarantined.Problem} Fix what is wrong and run the window again.",
            ContractViolationException or SubscriptionRefusedException or PipelineRefusedException or HttpRequestException => exception.Message,
            _ when QuotingName(exception) is { } name =>
                $"{name}: its message may quote a value of a row, and is left out. Fix: look for what throws it, or throw an exception of the pipeline's own, whose message quotes no value.",
            _ => $"{exception.GetType().Name}: {exception.Message}",
        };
        return StorableText.Of(text.Length > LongestText ? text[..LongestText] : text);
    }

    // The database names the text that is no number. So does the runtime, and the key that is there twice, and what was thrown in several tasks. Where the SDK
    // or the pipeline throws such an exception, its message is of their own making.
    private static string? QuotingName(Exception exception) => exception switch
    {
        PostgresException refused => $"{nameof(PostgresException)} {refused.SqlState}",
        ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException or AggregateException or TimeZoneNotFoundException
            when exception.Source?.StartsWith("System.", StringComparison.Ordinal) == true => exception.GetType().Name,
        _ => null,
    };
}
