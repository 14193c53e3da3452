namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>The test of one column. As in SQL, only the IS tests are true of null.</summary>
public enum PredicateTest
{
    /// <summary><c>IS NULL</c>.</summary>
    IsNull,

    /// <summary><c>IS NOT NULL</c>.</summary>
    NotNull,

    /// <summary>The value is NaN.</summary>
    IsNaN,

    /// <summary>The value is not NaN.</summary>
    NotNaN,

    /// <summary><c>=</c>.</summary>
    Equal,

    /// <summary><c>&lt;&gt;</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>IN</c>.</summary>
    In,

    /// <summary><c>NOT IN</c>.</summary>
    NotIn,

    /// <summary>The text, or the bytes, begin with the value.</summary>
    StartsWith,

    /// <summary>They do not.</summary>
    NotStartsWith,
}
