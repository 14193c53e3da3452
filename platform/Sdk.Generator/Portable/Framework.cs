// Types that the sources of Contracts use and netstandard2.0 lacks. On a newer framework this file is empty.
#pragma warning disable MA0048, SA1649, IDE0130 // A file of small foreign types, in the namespaces that the framework has them in.
#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class RequiredMemberAttribute : Attribute;

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue { get; } = returnValue;
    }

    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}

namespace System.Text.Json.Serialization
{
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class JsonConverterAttribute(Type converterType) : Attribute
    {
        public Type ConverterType { get; } = converterType;
    }
}

namespace System
{
    /// <summary>A mark only: interfaces of this framework have no static members.</summary>
    internal interface IParsable<TSelf>;

    internal readonly struct Index(int value, bool fromEnd = false) : IEquatable<Index>
    {
        public static implicit operator Index(int value) => new(value);

        public int GetOffset(int length) => fromEnd ? length - value : value;

        public bool Equals(Index other) => GetOffset(int.MaxValue) == other.GetOffset(int.MaxValue);

        public override bool Equals(object? obj) => obj is Index other && Equals(other);

        public override int GetHashCode() => GetOffset(int.MaxValue);
    }

    internal readonly struct Range(Index start, Index end)
    {
        public Index Start { get; } = start;

        public Index End { get; } = end;

        public (int Offset, int Length) GetOffsetAndLength(int length) => (Start.GetOffset(length), End.GetOffset(length) - Start.GetOffset(length));

        public static Range StartAt(Index start) => new(start, new Index(0, fromEnd: true));

        public static Range EndAt(Index end) => new(0, end);
    }

    internal struct HashCode
    {
        private int _hash;

        public void Add<T>(T value) => _hash = unchecked((_hash * 31) + (value?.GetHashCode() ?? 0));

        public readonly int ToHashCode() => _hash;
    }
}

namespace System.Text
{
    /// <summary>A character, or a pair of surrogates.</summary>
    internal readonly struct Rune(string text)
    {
        public int Value => text.Length == 2 ? char.ConvertToUtf32(text, 0) : text[0];

        public static bool IsControl(Rune rune) => rune.Value <= char.MaxValue && char.IsControl((char)rune.Value);

        public override string ToString() => text;
    }
}
#endif
