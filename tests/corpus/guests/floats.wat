;; Writes to stdout the bits of what every floating-point instruction makes of every pair of sixteen numbers, among them
;; quiet and signalling NaNs of both signs with payloads. WebAssembly leaves the bits of a NaN that an instruction makes to
;; the machine; its deterministic profile does not: exits with 1 if such a NaN is not the positive one without payload.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))

  (memory (export "memory") 1)
  ;; Quiet NaNs, signalling NaNs, infinities, zeros, ones, the least and the greatest number, and a tenth: f32 at 64.
  (data (i32.const 64)
    "\00\00\c0\7f" "\00\00\c0\ff" "\01\00\c0\7f" "\56\34\d2\ff" "\01\00\80\7f" "\45\23\81\ff" "\ff\ff\bf\7f"
    "\00\00\80\7f" "\00\00\80\ff" "\00\00\00\00" "\00\00\00\80" "\00\00\80\3f" "\00\00\80\bf"
    "\01\00\00\00" "\ff\ff\7f\7f" "\cd\cc\cc\3d")
  ;; The same as f64 at 128.
  (data (i32.const 128)
    "\00\00\00\00\00\00\f8\7f" "\00\00\00\00\00\00\f8\ff" "\01\00\00\00\00\00\f8\7f" "\ef\cd\ab\89\67\45\fa\ff"
    "\01\00\00\00\00\00\f0\7f" "\45\23\01\00\00\00\f1\ff" "\ff\ff\ff\ff\ff\ff\f7\7f"
    "\00\00\00\00\00\00\f0\7f" "\00\00\00\00\00\00\f0\ff" "\00\00\00\00\00\00\00\00" "\00\00\00\00\00\00\00\80"
    "\00\00\00\00\00\00\f0\3f" "\00\00\00\00\00\00\f0\bf"
    "\01\00\00\00\00\00\00\00" "\ff\ff\ff\ff\ff\ff\ef\7f" "\9a\99\99\99\99\99\b9\3f")
  ;; Where the next result goes.
  (global $at (mut i32) (i32.const 4096))
  ;; Whether a NaN was another than it should be.
  (global $odd (mut i32) (i32.const 0))

  (type $s1 (func (param f32) (result f32)))
  (type $s2 (func (param f32 f32) (result f32)))
  (type $d1 (func (param f64) (result f64)))
  (type $d2 (func (param f64 f64) (result f64)))
  (type $v1 (func (param v128) (result v128)))
  (type $v2 (func (param v128 v128) (result v128)))

  ;; Instructions that compute a NaN come before those that copy its bits.
  (table funcref (elem
    ;; 0: of one f32, computing, then copying
    $s.sqrt $s.ceil $s.floor $s.trunc $s.nearest $s.abs $s.neg
    ;; 7: of two
    $s.add $s.sub $s.mul $s.div $s.min $s.max $s.add-nan $s.nan-sub $s.mul-zero $s.div-self $s.copysign $s.select
    ;; 19: of one f64
    $d.sqrt $d.ceil $d.floor $d.trunc $d.nearest $d.abs $d.neg
    ;; 26: of two
    $d.add $d.sub $d.mul $d.div $d.min $d.max $d.add-nan $d.nan-sub $d.mul-zero $d.div-self $d.copysign $d.select
    ;; 38: of lanes of f32, one and two
    $f.sqrt $f.ceil $f.floor $f.trunc $f.nearest $f.demote $f.abs $f.neg
    $f.add $f.sub $f.mul $f.div $f.min $f.max $f.pmin $f.pmax
    ;; 54: of lanes of f64, one and two
    $e.sqrt $e.ceil $e.floor $e.trunc $e.nearest $e.promote $e.abs $e.neg
    $e.add $e.sub $e.mul $e.div $e.min $e.max $e.pmin $e.pmax))

  (func $s.sqrt (type $s1) (f32.sqrt (local.get 0)))
  (func $s.ceil (type $s1) (f32.ceil (local.get 0)))
  (func $s.floor (type $s1) (f32.floor (local.get 0)))
  (func $s.trunc (type $s1) (f32.trunc (local.get 0)))
  (func $s.nearest (type $s1) (f32.nearest (local.get 0)))
  (func $s.abs (type $s1) (f32.abs (local.get 0)))
  (func $s.neg (type $s1) (f32.neg (local.get 0)))
  (func $s.add (type $s2) (f32.add (local.get 0) (local.get 1)))
  (func $s.sub (type $s2) (f32.sub (local.get 0) (local.get 1)))
  (func $s.mul (type $s2) (f32.mul (local.get 0) (local.get 1)))
  (func $s.div (type $s2) (f32.div (local.get 0) (local.get 1)))
  (func $s.min (type $s2) (f32.min (local.get 0) (local.get 1)))
  (func $s.max (type $s2) (f32.max (local.get 0) (local.get 1)))
  (func $s.add-nan (type $s2) (f32.add (local.get 0) (f32.const -nan:0x654321)))
  (func $s.nan-sub (type $s2) (f32.sub (f32.const -nan:0x654321) (local.get 1)))
  (func $s.mul-zero (type $s2) (f32.mul (f32.const 0) (local.get 1)))
  (func $s.div-self (type $s2) (f32.div (local.get 0) (local.get 0)))
  (func $s.copysign (type $s2) (f32.copysign (local.get 0) (local.get 1)))
  (func $s.select (type $s2) (select (local.get 0) (local.get 1) (f32.lt (local.get 0) (local.get 1))))

  (func $d.sqrt (type $d1) (f64.sqrt (local.get 0)))
  (func $d.ceil (type $d1) (f64.ceil (local.get 0)))
  (func $d.floor (type $d1) (f64.floor (local.get 0)))
  (func $d.trunc (type $d1) (f64.trunc (local.get 0)))
  (func $d.nearest (type $d1) (f64.nearest (local.get 0)))
  (func $d.abs (type $d1) (f64.abs (local.get 0)))
  (func $d.neg (type $d1) (f64.neg (local.get 0)))
  (func $d.add (type $d2) (f64.add (local.get 0) (local.get 1)))
  (func $d.sub (type $d2) (f64.sub (local.get 0) (local.get 1)))
  (func $d.mul (type $d2) (f64.mul (local.get 0) (local.get 1)))
  (func $d.div (type $d2) (f64.div (local.get 0) (local.get 1)))
  (func $d.min (type $d2) (f64.min (local.get 0) (local.get 1)))
  (func $d.max (type $d2) (f64.max (local.get 0) (local.get 1)))
  (func $d.add-nan (type $d2) (f64.add (local.get 0) (f64.const -nan:0x8765432154321)))
  (func $d.nan-sub (type $d2) (f64.sub (f64.const -nan:0x8765432154321) (local.get 1)))
  (func $d.mul-zero (type $d2) (f64.mul (f64.const 0) (local.get 1)))
  (func $d.div-self (type $d2) (f64.div (local.get 0) (local.get 0)))
  (func $d.copysign (type $d2) (f64.copysign (local.get 0) (local.get 1)))
  (func $d.select (type $d2) (select (local.get 0) (local.get 1) (f64.lt (local.get 0) (local.get 1))))

  (func $f.sqrt (type $v1) (f32x4.sqrt (local.get 0)))
  (func $f.ceil (type $v1) (f32x4.ceil (local.get 0)))
  (func $f.floor (type $v1) (f32x4.floor (local.get 0)))
  (func $f.trunc (type $v1) (f32x4.trunc (local.get 0)))
  (func $f.nearest (type $v1) (f32x4.nearest (local.get 0)))
  (func $f.demote (type $v1) (f32x4.demote_f64x2_zero (local.get 0)))
  (func $f.abs (type $v1) (f32x4.abs (local.get 0)))
  (func $f.neg (type $v1) (f32x4.neg (local.get 0)))
  (func $f.add (type $v2) (f32x4.add (local.get 0) (local.get 1)))
  (func $f.sub (type $v2) (f32x4.sub (local.get 0) (local.get 1)))
  (func $f.mul (type $v2) (f32x4.mul (local.get 0) (local.get 1)))
  (func $f.div (type $v2) (f32x4.div (local.get 0) (local.get 1)))
  (func $f.min (type $v2) (f32x4.min (local.get 0) (local.get 1)))
  (func $f.max (type $v2) (f32x4.max (local.get 0) (local.get 1)))
  (func $f.pmin (type $v2) (f32x4.pmin (local.get 0) (local.get 1)))
  (func $f.pmax (type $v2) (f32x4.pmax (local.get 0) (local.get 1)))

  (func $e.sqrt (type $v1) (f64x2.sqrt (local.get 0)))
  (func $e.ceil (type $v1) (f64x2.ceil (local.get 0)))
  (func $e.floor (type $v1) (f64x2.floor (local.get 0)))
  (func $e.trunc (type $v1) (f64x2.trunc (local.get 0)))
  (func $e.nearest (type $v1) (f64x2.nearest (local.get 0)))
  (func $e.promote (type $v1) (f64x2.promote_low_f32x4 (local.get 0)))
  (func $e.abs (type $v1) (f64x2.abs (local.get 0)))
  (func $e.neg (type $v1) (f64x2.neg (local.get 0)))
  (func $e.add (type $v2) (f64x2.add (local.get 0) (local.get 1)))
  (func $e.sub (type $v2) (f64x2.sub (local.get 0) (local.get 1)))
  (func $e.mul (type $v2) (f64x2.mul (local.get 0) (local.get 1)))
  (func $e.div (type $v2) (f64x2.div (local.get 0) (local.get 1)))
  (func $e.min (type $v2) (f64x2.min (local.get 0) (local.get 1)))
  (func $e.max (type $v2) (f64x2.max (local.get 0) (local.get 1)))
  (func $e.pmin (type $v2) (f64x2.pmin (local.get 0) (local.get 1)))
  (func $e.pmax (type $v2) (f64x2.pmax (local.get 0) (local.get 1)))

  ;; Writes what has been stored, after a look at the NaNs in it if those were computed: of `width` bytes each.
  (func $flush (param $computed i32) (param $width i32) (local $from i32)
    (if (local.get $computed) (then
      (local.set $from (i32.const 4096))
      (loop $next
        (if (i32.eq (local.get $width) (i32.const 4))
          (then (call $look32 (i32.load (local.get $from))))
          (else (call $look64 (i64.load (local.get $from)))))
        (local.set $from (i32.add (local.get $from) (local.get $width)))
        (br_if $next (i32.lt_u (local.get $from) (global.get $at))))))
    (i32.store (i32.const 0) (i32.const 4096))
    (i32.store (i32.const 4) (i32.sub (global.get $at) (i32.const 4096)))
    (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
    (global.set $at (i32.const 4096)))
  (func $look32 (param $bits i32)
    (if (i32.and
          (i32.gt_u (i32.and (local.get $bits) (i32.const 0x7fffffff)) (i32.const 0x7f800000))
          (i32.ne (local.get $bits) (i32.const 0x7fc00000)))
      (then (global.set $odd (i32.const 1)))))
  (func $look64 (param $bits i64)
    (if (i32.and
          (i64.gt_u (i64.and (local.get $bits) (i64.const 0x7fffffffffffffff)) (i64.const 0x7ff0000000000000))
          (i64.ne (local.get $bits) (i64.const 0x7ff8000000000000)))
      (then (global.set $odd (i32.const 1)))))

  ;; Stores the result of the instruction `op` for the operands at `a` and `b`, both of `family`: 0 to 3 for one f32, two f32,
  ;; one f64, two f64; 4 and 5 for one and two vectors.
  (func $apply (param $op i32) (param $family i32) (param $a i32) (param $b i32)
    (block $v2 (block $v1 (block $d2 (block $d1 (block $s2 (block $s1
      (br_table $s1 $s2 $d1 $d2 $v1 $v2 (local.get $family)))

      (f32.store (global.get $at) (call_indirect (type $s1) (f32.load (local.get $a)) (local.get $op)))
      (return (global.set $at (i32.add (global.get $at) (i32.const 4)))))
      (f32.store (global.get $at)
        (call_indirect (type $s2) (f32.load (local.get $a)) (f32.load (local.get $b)) (local.get $op)))
      (return (global.set $at (i32.add (global.get $at) (i32.const 4)))))
      (f64.store (global.get $at) (call_indirect (type $d1) (f64.load (local.get $a)) (local.get $op)))
      (return (global.set $at (i32.add (global.get $at) (i32.const 8)))))
      (f64.store (global.get $at)
        (call_indirect (type $d2) (f64.load (local.get $a)) (f64.load (local.get $b)) (local.get $op)))
      (return (global.set $at (i32.add (global.get $at) (i32.const 8)))))
      (v128.store (global.get $at) (call_indirect (type $v1) (v128.load (local.get $a)) (local.get $op)))
      (return (global.set $at (i32.add (global.get $at) (i32.const 16)))))
    (v128.store (global.get $at)
      (call_indirect (type $v2) (v128.load (local.get $a)) (v128.load (local.get $b)) (local.get $op)))
    (global.set $at (i32.add (global.get $at) (i32.const 16))))

  ;; Applies the instructions from `op` up to, but not including, `end` to all pairs of operands of `width` bytes that begin
  ;; from `from` up to `last`.
  (func $all (param $op i32) (param $end i32) (param $family i32) (param $from i32) (param $last i32) (param $width i32)
    (local $a i32) (local $b i32)
    (loop $ops
      (local.set $a (local.get $from))
      (loop $as
        (local.set $b (local.get $from))
        (loop $bs
          (call $apply (local.get $op) (local.get $family) (local.get $a) (local.get $b))
          ;; One operand needs no second.
          (if (i32.and (local.get $family) (i32.const 1)) (then
            (local.set $b (i32.add (local.get $b) (local.get $width)))
            (br_if $bs (i32.le_u (local.get $b) (local.get $last))))))
        (local.set $a (i32.add (local.get $a) (local.get $width)))
        (br_if $as (i32.le_u (local.get $a) (local.get $last))))
      (local.set $op (i32.add (local.get $op) (i32.const 1)))
      (br_if $ops (i32.lt_u (local.get $op) (local.get $end)))))

  ;; What changes the width of a number, and what makes an integer of it.
  (func $conversions (local $at i32)
    (local.set $at (i32.const 128))
    (loop $next
      (f32.store (global.get $at) (f32.demote_f64 (f64.load (local.get $at))))
      (global.set $at (i32.add (global.get $at) (i32.const 4)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 256))))
    (call $flush (i32.const 1) (i32.const 4))
    (local.set $at (i32.const 64))
    (loop $next
      (f64.store (global.get $at) (f64.promote_f32 (f32.load (local.get $at))))
      (global.set $at (i32.add (global.get $at) (i32.const 8)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 128))))
    (call $flush (i32.const 1) (i32.const 8))
    (local.set $at (i32.const 128))
    (loop $next
      (i64.store (global.get $at) (i64.trunc_sat_f64_s (f64.load (local.get $at))))
      (i32.store offset=8 (global.get $at) (i32.trunc_sat_f64_u (f64.load (local.get $at))))
      (f32.store offset=12 (global.get $at) (f32.convert_i64_u (i64.load (local.get $at))))
      (f64.store offset=16 (global.get $at) (f64.convert_i64_s (i64.load (local.get $at))))
      (global.set $at (i32.add (global.get $at) (i32.const 24)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 256))))
    (call $flush (i32.const 0) (i32.const 4)))

  (func (export "_start")
    (call $all (i32.const 0) (i32.const 5) (i32.const 0) (i32.const 64) (i32.const 124) (i32.const 4))
    (call $all (i32.const 7) (i32.const 17) (i32.const 1) (i32.const 64) (i32.const 124) (i32.const 4))
    (call $flush (i32.const 1) (i32.const 4))
    (call $all (i32.const 5) (i32.const 7) (i32.const 0) (i32.const 64) (i32.const 124) (i32.const 4))
    (call $all (i32.const 17) (i32.const 19) (i32.const 1) (i32.const 64) (i32.const 124) (i32.const 4))
    (call $flush (i32.const 0) (i32.const 4))
    (call $all (i32.const 19) (i32.const 24) (i32.const 2) (i32.const 128) (i32.const 248) (i32.const 8))
    (call $all (i32.const 26) (i32.const 36) (i32.const 3) (i32.const 128) (i32.const 248) (i32.const 8))
    (call $flush (i32.const 1) (i32.const 8))
    (call $all (i32.const 24) (i32.const 26) (i32.const 2) (i32.const 128) (i32.const 248) (i32.const 8))
    (call $all (i32.const 36) (i32.const 38) (i32.const 3) (i32.const 128) (i32.const 248) (i32.const 8))
    (call $flush (i32.const 0) (i32.const 8))
    ;; Vectors begin at every number that has enough others behind it.
    (call $all (i32.const 38) (i32.const 43) (i32.const 4) (i32.const 64) (i32.const 112) (i32.const 4))
    (call $all (i32.const 43) (i32.const 44) (i32.const 4) (i32.const 128) (i32.const 240) (i32.const 8))
    (call $all (i32.const 46) (i32.const 52) (i32.const 5) (i32.const 64) (i32.const 112) (i32.const 4))
    (call $flush (i32.const 1) (i32.const 4))
    (call $all (i32.const 44) (i32.const 46) (i32.const 4) (i32.const 64) (i32.const 112) (i32.const 4))
    (call $all (i32.const 52) (i32.const 54) (i32.const 5) (i32.const 64) (i32.const 112) (i32.const 4))
    (call $flush (i32.const 0) (i32.const 4))
    (call $all (i32.const 54) (i32.const 59) (i32.const 4) (i32.const 128) (i32.const 240) (i32.const 8))
    (call $all (i32.const 59) (i32.const 60) (i32.const 4) (i32.const 64) (i32.const 112) (i32.const 4))
    (call $all (i32.const 62) (i32.const 68) (i32.const 5) (i32.const 128) (i32.const 240) (i32.const 8))
    (call $flush (i32.const 1) (i32.const 8))
    (call $all (i32.const 60) (i32.const 62) (i32.const 4) (i32.const 128) (i32.const 240) (i32.const 8))
    (call $all (i32.const 68) (i32.const 70) (i32.const 5) (i32.const 128) (i32.const 240) (i32.const 8))
    (call $flush (i32.const 0) (i32.const 8))
    (call $conversions)
    (call $exit (global.get $odd))))
