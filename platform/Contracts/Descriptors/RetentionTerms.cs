using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>The time that rows stay. In a descriptor <c>400 days</c>, or <c>{ keep: 400 days, by: occurred_at }</c>.</summary>
/// <param name="Keep">The time, more than zero.</param>
/// <param name="By">The column that it counts from; null counts from a row's first publication.</param>
[JsonConverter(typeof(RetentionTermsJsonConverter))]
public sealed record RetentionTerms(TimeSpan Keep, string? By = null)
{
    /// <summary>The terms for people, such as <c>400 days from occurred_at</c>.</summary>
    public override string ToString() => By is null ? DurationText.Format(Keep) : $"{DurationText.Format(Keep)} from {By}";
}
